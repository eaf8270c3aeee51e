namespace StanceApi.Analysis;

/// <summary>An edge between two nodes by their indices, the smaller one first.</summary>
internal readonly record struct Edge(int Source, int Target, double Weight);

/// <summary>An undirected graph without loops, each edge once.</summary>
internal sealed class Graph
{
    public Graph(int size, IReadOnlyList<Edge> edges)
    {
        (Size, Edges) = (size, edges);
        // As large as they are: of a million edges lists that grow would take twice the memory.
        var degrees = new int[size];
        foreach (var edge in edges) (degrees[edge.Source], degrees[edge.Target]) = (degrees[edge.Source] + 1, degrees[edge.Target] + 1);
        var neighbours = degrees.Select(degree => new (int Node, double Weight)[degree]).ToArray();
        Array.Clear(degrees);
        foreach (var edge in edges)
        {
            neighbours[edge.Source][degrees[edge.Source]++] = (edge.Target, edge.Weight);
            neighbours[edge.Target][degrees[edge.Target]++] = (edge.Source, edge.Weight);
        }

        foreach (var each in neighbours) Array.Sort(each, (left, right) => left.Node.CompareTo(right.Node));
        Neighbours = neighbours;
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
