using StanceApi.Http;

namespace StanceApi.Analysis;

/// <summary>What the figures of the networks of an answer cost together, and which of them can be had.</summary>
internal static class FigureCosts
{
    /// <summary>Beyond these steps betweenness is not computed.</summary>
    public const long MostSteps = 50_000_000;

    /// <summary>Beyond these edges communities are not looked for.</summary>
    public const long MostEdges = 250_000;

    /// <summary>Beyond these divisions the best one is not looked for: those of 32 networks of 20 actors.</summary>
    public const long MostDivisions = 1L << 24;

    /// <summary>The figures that can be had of all networks; a division is where one of them has few enough actors.</summary>
    public static IReadOnlyList<Figure> Within(IEnumerable<Figure> figures, IReadOnlyList<WeighedNetwork> networks) =>
        [.. figures.Where(figure => Of(figure, networks) <= Most(figure) && (figure != Figure.Coalitions || networks.Count == 0 || networks.Any(IsDivided)))];

    /// <summary>The refusal of a figure that costs too much.</summary>
    public static Problem Refuse(Figure figure) => DerivedReads.TooLarge("figures", figure switch
    {
        Figure.Betweenness => $"Betweenness is computed where nodes times the sum of nodes and twice the edges, added up over all networks, are at most {MostSteps}. Choose fewer actors with the filters, a threshold, or a larger step.",
        Figure.Communities => $"Communities are looked for among at most {MostEdges} edges, those of all networks of a sequence together. Choose a threshold, or a larger step.",
        _ => $"Of at most {MostDivisions} divisions, those of all networks of a sequence together, the best ones are looked for; {CoalitionSplit.MostActors} actors have {CoalitionSplit.Divisions(CoalitionSplit.MostActors)}. Choose fewer actors with the filters, or a larger step.",
    });

    private static long Of(Figure figure, IReadOnlyList<WeighedNetwork> networks) => networks.Sum(network => figure switch
    {
        Figure.Betweenness => Betweenness.Cost(network.Graph),
        Figure.Communities => network.Graph.Edges.Count,
        _ => IsDivided(network) ? CoalitionSplit.Divisions(network.Ids.Length) : 0,
    });

    private static bool IsDivided(WeighedNetwork network) => network.Ids.Length <= CoalitionSplit.MostActors;

    private static long Most(Figure figure) => figure switch
    {
        Figure.Betweenness => MostSteps,
        Figure.Communities => MostEdges,
        _ => MostDivisions,
    };
}
