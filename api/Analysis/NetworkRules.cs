using StanceApi.Http;

namespace StanceApi.Analysis;

/// <summary>Which parameters of a network mean nothing together.</summary>
internal static class NetworkRules
{
    private static readonly Normalization[] OfActors = [Normalization.None, Normalization.Average, Normalization.Cosine, Normalization.Jaccard];

    private static readonly Normalization[] OfAffiliations = [Normalization.None, Normalization.Activity, Normalization.Prominence];

    public static void Check(NetworkParameters network, QueryParameters query)
    {
        foreach (var (parameter, detail) in Broken(network, query)) query.Refuse(parameter, Codes.MeaninglessCombination, detail);
    }

    private static IEnumerable<(string Parameter, string Detail)> Broken(NetworkParameters network, QueryParameters query) =>
    [
        .. network.IsTwoMode ? OfTwoModes(network, query) : OfOneMode(network),
        .. OfArguments(network),
        .. !network.IsTwoMode && !network.HasLevels && query.Value("range") is not null ? [("range", "A range divides the distance of two actors' levels; here are none.")] : NoErrors,
        .. network.From == Counted.Stances && network.Duplicates != Duplicates.All ? [("duplicates", "An actor has one stance on a question: there are no duplicates with from=stances.")] : NoErrors,
    ];

    private static readonly (string, string)[] NoErrors = [];

    private static IEnumerable<(string, string)> OfTwoModes(NetworkParameters network, QueryParameters query)
    {
        if (network.Via == Via.Questions && network.Measure is Measure.Congruence or Measure.Conflict) yield return ("measure", "Between an actor and a concept there is cooccurrence and subtract; the others compare two actors.");
        if (!OfAffiliations.Contains(network.Normalization)) yield return ("normalization", "Between an actor and a concept there is activity and prominence; the others compare two actors.");
        if (query.Value("range") is not null) yield return ("range", "A range divides the distance of two actors' levels; here are none.");
        if (network.Figures.Contains(Figure.Communities)) yield return ("figures", "Communities are of the network of actors.");
        if (network.Figures.Contains(Figure.Coalitions)) yield return ("figures", "Coalitions are of the network of actors.");
    }

    private static IEnumerable<(string, string)> OfOneMode(NetworkParameters network)
    {
        if (!OfActors.Contains(network.Normalization)) yield return ("normalization", "Between two actors there is average, cosine and jaccard; activity and prominence are of an actor and a concept.");
        if (network.Figures.Contains(Figure.Coalitions) && !network.KeepsLevels) yield return ("figures", "Coalitions weigh agreement against conflict, and here duplicates are dropped whatever their level: choose measure=subtract, or duplicates=all.");
        if (network.Measure == Measure.Subtract && network.Figures.Contains(Figure.Communities)) yield return ("figures", "Communities need weights that are not negative; those of subtract can be.");
    }

    private static IEnumerable<(string, string)> OfArguments(NetworkParameters network)
    {
        if (network.Via != Via.Arguments) yield break;
        if (network.IsTwoMode && network.Measure != Measure.Cooccurrence) yield return ("measure", "Giving an argument has no level: between an actor and an argument there is only cooccurrence.");
        if (!network.IsTwoMode && network.Measure is Measure.Conflict or Measure.Subtract) yield return ("measure", "Giving an argument has no level: via=arguments there is no conflict, only cooccurrence and congruence.");
        if (network.From == Counted.Stances) yield return ("from", "Arguments are given in positions: via=arguments counts those.");
        if (network.Figures.Contains(Figure.Coalitions)) yield return ("figures", "Coalitions need conflict, which there is not via=arguments.");
    }
}
