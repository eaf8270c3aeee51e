namespace StanceApi.Analysis;

/// <summary>
/// How many shortest paths between other nodes lead through each node: shortest by the number of edges, each pair of nodes once,
/// several shortest paths sharing one (Brandes, A Faster Algorithm for Betweenness Centrality, 2001). Not divided by the number of pairs.
/// </summary>
internal static class Betweenness
{
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public static double[] Of(Graph graph, CancellationToken cancellation = default)
    {
        var betweenness = new double[graph.Size];
        for (var source = 0; source < graph.Size; source++)
        {
            cancellation.ThrowIfCancellationRequested();
            Accumulate(graph, source, betweenness);
        }

        // Every pair was met from both of its ends.
        return [.. betweenness.Select(each => each / 2)];
    }

    /// <summary>The steps that it takes, about.</summary>
    public static long Cost(Graph graph) => graph.Size * ((long)graph.Size + (2L * graph.Edges.Count));

    private static void Accumulate(Graph graph, int source, double[] betweenness)
    {
        var (order, distances, paths) = Search(graph, source);
        var dependencies = new double[graph.Size];
        for (var index = order.Count - 1; index > 0; index--)
        {
            var node = order[index];
            foreach (var (before, _) in graph.Neighbours[node])
            {
                if (distances[before] == distances[node] - 1) dependencies[before] += paths[before] / paths[node] * (1 + dependencies[node]);
            }

            betweenness[node] += dependencies[node];
        }
    }

    /// <summary>The nodes by distance from the source, their distances (-1 where they cannot be reached), and the number of shortest paths to each.</summary>
    private static (List<int> Order, int[] Distances, double[] Paths) Search(Graph graph, int source)
    {
        var order = new List<int>(graph.Size) { source };
        var (distances, paths) = (new int[graph.Size], new double[graph.Size]);
        Array.Fill(distances, -1);
        (distances[source], paths[source]) = (0, 1);
        for (var index = 0; index < order.Count; index++)
        {
            foreach (var (next, _) in graph.Neighbours[order[index]])
            {
                if (distances[next] < 0)
                {
                    distances[next] = distances[order[index]] + 1;
                    order.Add(next);
                }

                if (distances[next] == distances[order[index]] + 1) paths[next] += paths[order[index]];
            }
        }

        return (order, distances, paths);
    }
}
