using System.Collections;

namespace StanceApi.Analysis;

/// <summary>The edges of a graph by the ids of their nodes, each made when it is told: a network may have a million.</summary>
internal sealed class NamedEdges(IReadOnlyList<Edge> edges, (NodeMode Mode, string Id)[] ids) : IReadOnlyList<NetworkEdge>
{
    public int Count => edges.Count;

    public NetworkEdge this[int index] => Named(edges[index]);

    public IEnumerator<NetworkEdge> GetEnumerator() => edges.Select(Named).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private NetworkEdge Named(Edge edge) => new() { Source = ids[edge.Source].Id, Target = ids[edge.Target].Id, Weight = edge.Weight };
}
