namespace StanceApi.Analysis;

/// <summary>An edge between two nodes by their indices, the smaller one first.</summary>
internal readonly record struct Edge(int Source, int Target, double Weight);

/// <summary>An undirected graph without loops, each edge once.</summary>
internal sealed class Graph
{
    public Graph(int size, IReadOnlyList<Edge> edges)
    {
        (Size, Edges) = (size, edges);
        var neighbours = Enumerable.Range(0, size).Select(_ => new List<(int Node, double Weight)>()).ToArray();
        foreach (var edge in edges)
        {
            neighbours[edge.Source].Add((edge.Target, edge.Weight));
            neighbours[edge.Target].Add((edge.Source, edge.Weight));
        }

        Neighbours = [.. neighbours.Select(each => each.OrderBy(neighbour => neighbour.Node).ToArray())];
    }

    public int Size { get; }

    public IReadOnlyList<Edge> Edges { get; }

    /// <summary>The neighbours of each node, ascending.</summary>
    public IReadOnlyList<IReadOnlyList<(int Node, double Weight)>> Neighbours { get; }

    /// <summary>The number of a node's edges.</summary>
    public int Degree(int node) => Neighbours[node].Count;

    /// <summary>The sum of the weights of a node's edges.</summary>
    public double WeightedDegree(int node) => Neighbours[node].Sum(neighbour => neighbour.Weight);
}
