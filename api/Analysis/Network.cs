using System.Text.Json.Serialization;

namespace StanceApi.Analysis;

/// <summary>What two actors, or an actor and something else, are joined by.</summary>
public enum Via
{
    /// <summary>Questions on which they take a position with a number.</summary>
    Questions,

    /// <summary>Arguments that they give, in positions with a number or without.</summary>
    Arguments,
}

/// <summary>What is counted.</summary>
public enum Counted
{
    /// <summary>Every position.</summary>
    Positions,

    /// <summary>Each actor's derived stance on a question, once.</summary>
    Stances,
}

/// <summary>A figure of a network that takes more than a look at its edges.</summary>
public enum Figure
{
    /// <summary>How many shortest paths lead through a node (Brandes, 2001).</summary>
    Betweenness,

    /// <summary>Communities by the Louvain method (Blondel and others, 2008) and their modularity.</summary>
    Communities,

    /// <summary>The exact best division into two sides, of at most 20 actors.</summary>
    Coalitions,
}

/// <summary>What a node is.</summary>
public enum NodeMode
{
    /// <summary>An actor.</summary>
    Actor,

    /// <summary>A question.</summary>
    Question,

    /// <summary>An argument.</summary>
    Argument,
}

/// <summary>A network with its figures, and every parameter as it was resolved. With windows, the networks are in <c>windows</c>.</summary>
public sealed record Network : DerivedAnswer
{
    internal Network(Asked asked)
        : base(asked)
    {
    }

    /// <summary>What weights count.</summary>
    public required Measure Measure { get; init; }

    /// <summary>What weights are divided by.</summary>
    public required Normalization Normalization { get; init; }

    /// <summary>What joins the nodes.</summary>
    public required Via Via { get; init; }

    /// <summary>What is counted.</summary>
    public required Counted From { get; init; }

    /// <summary>Which repetitions were left out.</summary>
    public required Duplicates Duplicates { get; init; }

    /// <summary>What distances of levels are divided by, of coalitions too; null where there are none.</summary>
    public required LevelRange? Range { get; init; }

    /// <summary>Whose formulas were followed, null for our own.</summary>
    public required Compatibility? Compat { get; init; }

    /// <summary>The smallest weight, without its sign, that makes an edge.</summary>
    public required double Threshold { get; init; }

    /// <summary>How many observations an actor has at least.</summary>
    public required int MinPositions { get; init; }

    /// <summary>The length of windows in days, null without windows.</summary>
    public required int? WindowDays { get; init; }

    /// <summary>After how many days the next window begins, null without windows.</summary>
    public required int? StepDays { get; init; }

    /// <summary>
    /// The figures that were computed: those that were asked for, or all that mean something here and do not take too long. Others are null; in a sequence,
    /// coalitions are so too of each network of more than 20 actors.
    /// </summary>
    public required IReadOnlyList<Figure> ComputedFigures { get; init; }

    /// <summary>Whether edges name the positions behind them.</summary>
    public required bool Explain { get; init; }

    /// <summary>The nodes by mode and id; null with windows.</summary>
    public required IReadOnlyList<NetworkNode>? Nodes { get; init; }

    /// <summary>The edges by source and target, undirected ones once; null with windows.</summary>
    public required IReadOnlyList<NetworkEdge>? Edges { get; init; }

    /// <summary>The figures of the network as a whole; null with windows.</summary>
    public required NetworkFigures? Figures { get; init; }

    /// <summary>The networks of the windows in order, null without windows.</summary>
    public required IReadOnlyList<NetworkWindow>? Windows { get; init; }
}

/// <summary>The network of a window of time.</summary>
/// <param name="From">Its first instant.</param>
/// <param name="Until">The instant before which it ends.</param>
/// <param name="Nodes">The nodes by mode and id.</param>
/// <param name="Edges">The edges by source and target.</param>
/// <param name="Figures">The figures of the network as a whole.</param>
public sealed record NetworkWindow(string From, string Until, IReadOnlyList<NetworkNode> Nodes, IReadOnlyList<NetworkEdge> Edges, NetworkFigures Figures);

/// <summary>A node with its figures.</summary>
public sealed record NetworkNode
{
    /// <summary>The id of the actor, the question or the argument.</summary>
    public required string Id { get; init; }

    /// <summary>Its name; of a question the title or text, of an argument the claim.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of the actor, or what else it is: <c>question</c>, <c>argument</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is.</summary>
    public required NodeMode Mode { get; init; }

    /// <summary>How many observations it has: n of an actor.</summary>
    public required int Observations { get; init; }

    /// <summary>How many edges it has.</summary>
    public required int Degree { get; init; }

    /// <summary>The sum of their weights.</summary>
    public required double WeightedDegree { get; init; }

    /// <summary>How many shortest paths between others lead through it, each pair once, by the number of edges; null where it was not computed.</summary>
    public required double? Betweenness { get; init; }

    /// <summary>Its community, numbered from 0; null where there are none.</summary>
    public required int? Community { get; init; }

    /// <summary>The ids of the positions that were counted.</summary>
    public required IReadOnlyList<string> Positions { get; init; }
}

/// <summary>An edge.</summary>
public sealed record NetworkEdge
{
    /// <summary>The id of the one node; of an affiliation the actor.</summary>
    public required string Source { get; init; }

    /// <summary>The id of the other node.</summary>
    public required string Target { get; init; }

    /// <summary>The weight, never 0.</summary>
    public required double Weight { get; init; }

    /// <summary>The ids of the positions behind it; only with <c>explain=true</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Positions { get; init; }
}

/// <summary>The figures of a network as a whole.</summary>
/// <param name="Observations">How many observations were counted.</param>
/// <param name="RangeValue">R, by which the distances of levels were divided; null where there are none.</param>
/// <param name="Communities">How many communities there are, null where they were not looked for.</param>
/// <param name="Modularity">The modularity of the communities, null where there are none or no edge.</param>
/// <param name="Coalitions">The best division into two sides, null where it was not looked for.</param>
public sealed record NetworkFigures(int Observations, int? RangeValue, int? Communities, double? Modularity, Coalitions? Coalitions);

/// <summary>
/// The best division of the actors into two sides, by the weights of subtract under the same normalisation: it maximises their
/// sum within sides less that across.
/// </summary>
/// <param name="Sides">The ids of the actors of each side; the first actor by id is on the first one, and the second one may be empty.</param>
/// <param name="Frustration">Negative weights within sides, without their sign, plus positive ones across.</param>
/// <param name="Exact">Always true: every division was looked at.</param>
public sealed record Coalitions(IReadOnlyList<IReadOnlyList<string>> Sides, double Frustration, bool Exact);
