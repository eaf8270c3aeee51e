namespace StanceApi.Analysis;

/// <summary>A network before its nodes have names.</summary>
internal sealed record BuiltNetwork(IReadOnlyList<NetworkNode> Nodes, IReadOnlyList<NetworkEdge> Edges, NetworkFigures Figures);

/// <summary>The weights of a network, before anything is measured in it.</summary>
/// <param name="Observations">What they come from.</param>
/// <param name="Ids">The nodes, by their indices in the graph.</param>
/// <param name="Graph">The edges that count.</param>
/// <param name="Actors">The weights between actors, null where the network has concepts too.</param>
internal sealed record WeighedNetwork(IReadOnlyList<Observation> Observations, (NodeMode Mode, string Id)[] Ids, Graph Graph, ActorNetwork? Actors);

/// <summary>Makes networks of observations. Pure: the same observations in any order make the same network.</summary>
internal sealed class NetworkBuilder(NetworkParameters parameters, Func<NodeMode, string, (string Name, string Kind)> describe)
{
    private NodeMode Concept => parameters.Via == Via.Arguments ? NodeMode.Argument : NodeMode.Question;

    /// <summary>Weighs the networks of a sequence, or the one that there is: a pair of levels is as far apart in each of them.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for the networks any more.</exception>
    public WeighedNetwork[] Weigh(IReadOnlyList<IReadOnlyList<Observation>> sequence, CancellationToken cancellation)
    {
        var networks = sequence.Select(observations => Frequent(parameters, observations)).Select(kept => (Kept: kept, Incidence: Incidence.Of(kept))).ToArray();
        if (parameters.IsTwoMode) return [.. networks.Select(network => OfAffiliations(network.Kept, network.Incidence, cancellation))];
        var levels = networks.SelectMany(network => network.Incidence.Levels).ToHashSet();
        var range = parameters.Range == LevelRange.Declared ? ActorNetwork.DeclaredRange : levels.Count == 0 ? 0 : levels.Max() - levels.Min();
        return [.. networks.Select(network => OfActors(network.Kept, network.Incidence, range, cancellation))];
    }

    /// <summary>Measures what is wanted, and tells of every node and edge.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for the network any more.</exception>
    public BuiltNetwork Complete(WeighedNetwork network, CancellationToken cancellation)
    {
        var communities = network.Actors is not null && parameters.Wants(Figure.Communities) ? Communities.Find(network.Graph, cancellation) : null;
        return new BuiltNetwork(Nodes(network, communities, cancellation), Edges(network, cancellation), Figures(network, communities, cancellation));
    }

    /// <summary>How many nodes the network of these observations has, without building it.</summary>
    public static int CountNodes(NetworkParameters parameters, IReadOnlyList<Observation> observations)
    {
        var kept = Frequent(parameters, observations);
        return Count(kept.Select(each => each.ActorId)) + (parameters.IsTwoMode ? Count(kept.Select(each => each.ConceptId)) : 0);
    }

    /// <summary>How many ids of positions explain the edges of a network at most; of affiliations those that were counted. Beyond <paramref name="most"/> nothing is counted.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for the network any more.</exception>
    public static long CountExplaining(WeighedNetwork network, long most, CancellationToken cancellation)
    {
        if (network.Actors is null) return network.Observations.Sum(each => (long)each.PositionIds.Count);
        var (explained, count) = (new EdgePositions(network.Observations), 0L);
        foreach (var edge in network.Graph.Edges)
        {
            cancellation.ThrowIfCancellationRequested();
            if ((count += explained.CountOfActors(network.Ids[edge.Source].Id, network.Ids[edge.Target].Id)) > most) break;
        }

        return count;
    }

    private static int Count(IEnumerable<string> ids) => ids.Distinct(StringComparer.Ordinal).Count();

    private static IReadOnlyList<Observation> Frequent(NetworkParameters parameters, IReadOnlyList<Observation> observations)
    {
        if (parameters.MinPositions == 1) return observations;
        var counts = observations.CountBy(each => each.ActorId, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return [.. observations.Where(each => counts[each.ActorId] >= parameters.MinPositions)];
    }

    private WeighedNetwork OfActors(IReadOnlyList<Observation> observations, Incidence incidence, int range, CancellationToken cancellation)
    {
        var network = new ActorNetwork(incidence, range, parameters.Compatibility, cancellation);
        var graph = new Graph(network.Actors.Count, Edges(network, cancellation));
        return new WeighedNetwork(observations, [.. network.Actors.Select(id => (NodeMode.Actor, id))], graph, network);
    }

    private WeighedNetwork OfAffiliations(IReadOnlyList<Observation> observations, Incidence incidence, CancellationToken cancellation)
    {
        (NodeMode Mode, string Id)[] ids = [.. incidence.Actors.Select(id => (NodeMode.Actor, id)), .. incidence.Concepts.Select(id => (Concept, id))];
        var places = ids.Index().ToDictionary(id => id.Item, id => id.Index);
        var weights = AffiliationNetwork.Weigh(incidence, parameters.Measure, parameters.Normalization, cancellation).Where(each => Counts(each.Weight));
        var graph = new Graph(ids.Length, [.. weights.Select(each => new Edge(places[(NodeMode.Actor, each.ActorId)], places[(Concept, each.ConceptId)], each.Weight))]);
        return new WeighedNetwork(observations, ids, graph, Actors: null);
    }

    private List<Edge> Edges(ActorNetwork network, CancellationToken cancellation)
    {
        var edges = new List<Edge>();
        for (var left = 0; left < network.Actors.Count; left++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var right = left + 1; right < network.Actors.Count; right++)
            {
                var weight = network.Weight(left, right, parameters.Measure, parameters.Normalization);
                if (Counts(weight)) edges.Add(new Edge(left, right, weight));
            }
        }

        return edges;
    }

    private bool Counts(double weight) => weight != 0 && Math.Abs(weight) >= parameters.Threshold;

    private IReadOnlyList<NetworkEdge> Edges(WeighedNetwork network, CancellationToken cancellation)
    {
        var edges = new NamedEdges(network.Graph.Edges, network.Ids);
        if (!parameters.Explain) return edges;
        var explained = new EdgePositions(network.Observations);
        return [.. edges.Select(edge =>
        {
            cancellation.ThrowIfCancellationRequested();
            return edge with { Positions = parameters.IsTwoMode ? explained.OfAffiliation(edge.Source, edge.Target) : explained.OfActors(edge.Source, edge.Target) };
        })];
    }

    private NetworkFigures Figures(WeighedNetwork network, Partition? communities, CancellationToken cancellation)
    {
        int? range = parameters.HasLevels ? network.Actors?.Range : null;
        var coalitions = network.Actors is { } actors ? Divide(actors, cancellation) : null;
        return new NetworkFigures(network.Observations.Count, range, communities?.Of.DefaultIfEmpty(-1).Max() + 1, communities?.Modularity, coalitions);
    }

    private NetworkNode[] Nodes(WeighedNetwork network, Partition? communities, CancellationToken cancellation)
    {
        var graph = network.Graph;
        var betweenness = parameters.Wants(Figure.Betweenness) ? Betweenness.Of(graph, cancellation) : null;
        var positions = PositionsBy(network.Observations, each => (NodeMode.Actor, each.ActorId));
        if (parameters.IsTwoMode) positions = positions.Concat(PositionsBy(network.Observations, each => (Concept, each.ConceptId))).ToDictionary();
        return [.. network.Ids.Index().Select(node =>
        {
            var (name, kind) = describe(node.Item.Mode, node.Item.Id);
            return new NetworkNode
            {
                Id = node.Item.Id,
                Name = name,
                Kind = kind,
                Mode = node.Item.Mode,
                Observations = positions[node.Item].Count,
                Degree = graph.Degree(node.Index),
                WeightedDegree = graph.WeightedDegree(node.Index),
                Betweenness = betweenness?[node.Index],
                Community = communities?.Of[node.Index],
                Positions = positions[node.Item].Ids,
            };
        })];
    }

    private Coalitions? Divide(ActorNetwork network, CancellationToken cancellation)
    {
        if (!parameters.Wants(Figure.Coalitions) || network.Actors.Count > CoalitionSplit.MostActors) return null;
        var split = CoalitionSplit.Find(network.Actors.Count, (left, right) => network.Weight(left, right, Measure.Subtract, parameters.Normalization), cancellation);
        string[] Side(int side) => [.. network.Actors.Where((_, actor) => split.Sides[actor] == side)];
        return new Coalitions([Side(0), Side(1)], split.Frustration, Exact: true);
    }

    private static Dictionary<(NodeMode, string), (int Count, string[] Ids)> PositionsBy(IEnumerable<Observation> observations, Func<Observation, (NodeMode, string)> node) => observations
        .GroupBy(node)
        .ToDictionary(group => group.Key, group => (group.Count(), group.SelectMany(each => each.PositionIds).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray()));
}
