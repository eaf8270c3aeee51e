namespace StanceApi.Analysis;

/// <summary>Nodes put together to communities, and how good the division is.</summary>
/// <param name="Of">The community of each node, numbered from 0 in the order of their first nodes.</param>
/// <param name="Modularity">The division's modularity (Newman and Girvan, 2004, by weights), null where there is no edge.</param>
internal sealed record Partition(IReadOnlyList<int> Of, double? Modularity);

/// <summary>
/// Communities by the Louvain method (Blondel, Guillaume, Lambiotte and Lefebvre, Fast Unfolding of Communities in Large
/// Networks, 2008) on weights that are not negative. Nodes are moved in their order and ties go to the community with the
/// smallest number, so that the same graph always gives the same communities.
/// </summary>
internal static class Communities
{
    /// <summary>Gains below this are rounding; without it nodes could move back and forth for ever.</summary>
    private const double SmallestGain = 1e-12;

    /// <exception cref="OperationCanceledException">Nobody waits for them any more.</exception>
    public static Partition Find(Graph graph, CancellationToken cancellation = default)
    {
        int[] communities = [.. Enumerable.Range(0, graph.Size)];
        var level = WeightedLevel.Of(graph);
        if (level.Total == 0) return new Partition(communities, null);
        while (true)
        {
            var moved = Move(level, cancellation);
            var count = moved.Max() + 1;
            communities = [.. communities.Select(community => moved[community])];
            if (count == level.Size) return new Partition(communities, Modularity(graph, communities));
            level = level.Merge(moved, count);
        }
    }

    /// <summary>How much of the weight lies within communities, less what would by chance.</summary>
    public static double? Modularity(Graph graph, IReadOnlyList<int> communities)
    {
        var total = 2 * graph.Edges.Sum(edge => edge.Weight);
        if (total == 0) return null;
        var (inside, ends) = (new double[communities.Max() + 1], new double[communities.Max() + 1]);
        foreach (var edge in graph.Edges)
        {
            if (communities[edge.Source] == communities[edge.Target]) inside[communities[edge.Source]] += 2 * edge.Weight;
            ends[communities[edge.Source]] += edge.Weight;
            ends[communities[edge.Target]] += edge.Weight;
        }

        return inside.Zip(ends, (within, all) => (within / total) - (all / total * (all / total))).Sum();
    }

    /// <summary>Moves each node to the community where the gain is largest, until none gains; numbered by first node.</summary>
    private static int[] Move(WeightedLevel level, CancellationToken cancellation)
    {
        int[] communities = [.. Enumerable.Range(0, level.Size)];
        double[] totals = [.. level.Ends];
        for (var moves = 1; moves > 0;)
        {
            moves = 0;
            for (var node = 0; node < level.Size; node++)
            {
                cancellation.ThrowIfCancellationRequested();
                var best = Best(level, node, communities, totals);
                if (best == communities[node]) continue;
                totals[communities[node]] -= level.Ends[node];
                totals[best] += level.Ends[node];
                communities[node] = best;
                moves++;
            }
        }

        var numbers = new Dictionary<int, int>();
        return [.. communities.Select(community => numbers.TryGetValue(community, out var number) ? number : numbers[community] = numbers.Count)];
    }

    private static int Best(WeightedLevel level, int node, int[] communities, double[] totals)
    {
        var links = new SortedDictionary<int, double> { [communities[node]] = 0 };
        foreach (var (other, weight) in level.Neighbours[node]) links[communities[other]] = links.GetValueOrDefault(communities[other]) + weight;
        var (best, gain) = (communities[node], Gain(communities[node]));
        foreach (var community in links.Keys)
        {
            if (Gain(community) > gain + (SmallestGain * level.Total)) (best, gain) = (community, Gain(community));
        }

        return best;

        double Gain(int community) => links[community] - ((totals[community] - (community == communities[node] ? level.Ends[node] : 0)) * level.Ends[node] / level.Total);
    }
}

/// <summary>A graph whose nodes are communities of the level below.</summary>
/// <param name="Neighbours">The other nodes and the weights to them, ascending.</param>
/// <param name="Ends">The weight of each node's edges, those within it twice.</param>
/// <param name="Total">The sum of <paramref name="Ends"/>.</param>
internal sealed record WeightedLevel(IReadOnlyList<IReadOnlyList<(int Node, double Weight)>> Neighbours, double[] Ends, double Total)
{
    public int Size => Ends.Length;

    public static WeightedLevel Of(Graph graph)
    {
        double[] ends = [.. Enumerable.Range(0, graph.Size).Select(graph.WeightedDegree)];
        return new WeightedLevel(graph.Neighbours, ends, ends.Sum());
    }

    /// <summary>One node for each community; what lies within it shows in its ends only.</summary>
    public WeightedLevel Merge(int[] communities, int count)
    {
        var neighbours = Enumerable.Range(0, count).Select(_ => new SortedDictionary<int, double>()).ToArray();
        var ends = new double[count];
        for (var node = 0; node < Size; node++)
        {
            ends[communities[node]] += Ends[node];
            var own = neighbours[communities[node]];
            foreach (var (other, weight) in Neighbours[node].Where(other => communities[other.Node] != communities[node]))
                own[communities[other]] = own.GetValueOrDefault(communities[other]) + weight;
        }

        return new WeightedLevel([.. neighbours.Select(each => each.Select(pair => (pair.Key, pair.Value)).ToArray())], ends, Total);
    }
}
