namespace StanceApi.Analysis;

/// <summary>A network before its nodes have names.</summary>
internal sealed record BuiltNetwork(IReadOnlyList<NetworkNode> Nodes, IReadOnlyList<NetworkEdge> Edges, NetworkFigures Figures);

/// <summary>Makes networks of observations. Pure: the same observations in any order make the same network.</summary>
internal sealed class NetworkBuilder(NetworkParameters parameters, Func<NodeMode, string, (string Name, string Kind)> describe)
{
    /// <summary>Beyond these steps betweenness is not computed.</summary>
    public const long MostSteps = 50_000_000;

    /// <summary>Beyond these edges communities are not looked for.</summary>
    public const int MostCommunityEdges = 250_000;

    public BuiltNetwork Build(IReadOnlyList<Observation> observations)
    {
        var kept = Frequent(observations);
        return parameters.IsTwoMode ? OfAffiliations(kept) : OfActors(kept);
    }

    private IReadOnlyList<Observation> Frequent(IReadOnlyList<Observation> observations)
    {
        if (parameters.MinPositions == 1) return observations;
        var counts = observations.CountBy(each => each.ActorId, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return [.. observations.Where(each => counts[each.ActorId] >= parameters.MinPositions)];
    }

    private BuiltNetwork OfActors(IReadOnlyList<Observation> observations)
    {
        var network = new ActorNetwork(Incidence.Of(observations), parameters.Range, parameters.Compatibility);
        var graph = new Graph(network.Actors.Count, Edges(network));
        var communities = HasCommunities(graph) ? Communities.Find(graph) : null;
        var nodes = Nodes(graph, [.. network.Actors.Select(id => (NodeMode.Actor, id))], communities, PositionsBy(observations, each => (NodeMode.Actor, each.ActorId)));
        var explained = parameters.Explain ? new EdgePositions(observations) : null;
        var edges = graph.Edges.Select(edge => (Source: network.Actors[edge.Source], Target: network.Actors[edge.Target], edge.Weight))
            .Select(edge => new NetworkEdge { Source = edge.Source, Target = edge.Target, Weight = edge.Weight, Positions = explained?.OfActors(edge.Source, edge.Target) });
        int? range = parameters.Measure == Measure.Cooccurrence || parameters.Via == Via.Arguments ? null : network.Range;
        return new BuiltNetwork(nodes, [.. edges], new NetworkFigures(observations.Count, range, communities?.Of.DefaultIfEmpty(-1).Max() + 1, communities?.Modularity, Divide(network)));
    }

    private BuiltNetwork OfAffiliations(IReadOnlyList<Observation> observations)
    {
        var incidence = Incidence.Of(observations);
        var concept = parameters.Via == Via.Arguments ? NodeMode.Argument : NodeMode.Question;
        (NodeMode Mode, string Id)[] ids = [.. incidence.Actors.Select(id => (NodeMode.Actor, id)), .. incidence.Concepts.Select(id => (concept, id))];
        var places = ids.Index().ToDictionary(id => id.Item, id => id.Index);
        var weights = AffiliationNetwork.Weigh(incidence, parameters.Measure, parameters.Normalization).Where(each => Counts(each.Weight)).ToArray();
        var graph = new Graph(ids.Length, [.. weights.Select(each => new Edge(places[(NodeMode.Actor, each.ActorId)], places[(concept, each.ConceptId)], each.Weight))]);
        var positions = PositionsBy(observations, each => (NodeMode.Actor, each.ActorId)).Concat(PositionsBy(observations, each => (concept, each.ConceptId))).ToDictionary();
        var explained = parameters.Explain ? new EdgePositions(observations) : null;
        var edges = weights.Select(each =>
            new NetworkEdge { Source = each.ActorId, Target = each.ConceptId, Weight = each.Weight, Positions = explained?.OfAffiliation(each.ActorId, each.ConceptId) });
        return new BuiltNetwork(Nodes(graph, ids, null, positions), [.. edges], new NetworkFigures(observations.Count, null, null, null, null));
    }

    private List<Edge> Edges(ActorNetwork network)
    {
        var edges = new List<Edge>();
        for (var left = 0; left < network.Actors.Count; left++)
        {
            for (var right = left + 1; right < network.Actors.Count; right++)
            {
                var weight = network.Weight(left, right, parameters.Measure, parameters.Normalization);
                if (Counts(weight)) edges.Add(new Edge(left, right, weight));
            }
        }

        return edges;
    }

    private bool Counts(double weight) => weight != 0 && Math.Abs(weight) >= parameters.Threshold;

    private bool HasCommunities(Graph graph) =>
        parameters.Wants(Figure.Communities) && parameters.Measure != Measure.Subtract && graph.Edges.Count <= MostCommunityEdges;

    private NetworkNode[] Nodes(
        Graph graph, (NodeMode Mode, string Id)[] ids, Partition? communities, Dictionary<(NodeMode, string), (int Count, string[] Ids)> positions)
    {
        var betweenness = parameters.Wants(Figure.Betweenness) && Betweenness.Cost(graph) <= MostSteps ? Betweenness.Of(graph) : null;
        return [.. ids.Index().Select(node =>
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

    private Coalitions? Divide(ActorNetwork network)
    {
        if (!parameters.Wants(Figure.Coalitions) || parameters.Via == Via.Arguments || network.Actors.Count > CoalitionSplit.MostActors) return null;
        var split = CoalitionSplit.Find(network.Actors.Count, (left, right) => network.Weight(left, right, Measure.Subtract, parameters.Normalization));
        string[] Side(int side) => [.. network.Actors.Where((_, actor) => split.Sides[actor] == side)];
        return new Coalitions([Side(0), Side(1)], split.Frustration, Exact: true);
    }

    private static Dictionary<(NodeMode, string), (int Count, string[] Ids)> PositionsBy(IEnumerable<Observation> observations, Func<Observation, (NodeMode, string)> node) => observations
        .GroupBy(node)
        .ToDictionary(group => group.Key, group => (group.Count(), group.SelectMany(each => each.PositionIds).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray()));
}
