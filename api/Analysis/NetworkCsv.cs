using StanceApi.Http;
using StanceApi.Values;

namespace StanceApi.Analysis;

/// <summary>Networks as CSV: a list of edges, or a matrix of weights.</summary>
internal static class NetworkCsv
{
    public static readonly Format Matrix = new("csv_matrix", Csv.Format.MediaType);

    private const string Instead = "format=csv, which lists the edges";

    /// <summary>An edge a line; those of a sequence begin with their window.</summary>
    public static IResult Edges(TimeWindow?[] windows, BuiltNetwork[] networks, bool isSequence)
    {
        (string, Type)[] bounds = [("from", typeof(string)), ("until", typeof(string))];
        return Csv.Answer(
            [.. isSequence ? bounds : [], ("source", typeof(string)), ("target", typeof(string)), ("weight", typeof(double))],
            windows.Zip(networks).SelectMany(each => each.Second.Edges.Select(edge => (object?[])[.. Times(each.First), edge.Source, edge.Target, edge.Weight])));
    }

    private static string[] Times(TimeWindow? window) => window is { } own ? [Instant.Write(own.From), Instant.Write(own.Until)] : [];

    /// <summary>The problem of a matrix over the limits, told before any of it is filled; that of actors alone is bounded by how many there are.</summary>
    public static Problem? Refuse(WeighedNetwork network, bool isTwoMode)
    {
        if (!isTwoMode) return null;
        var rows = network.Ids.Count(id => id.Mode == NodeMode.Actor);
        var columns = network.Ids.Length - rows;
        return (long)rows * columns > MatrixReads.MostCells
            ? DerivedReads.TooLarge(Format.Parameter, $"{rows} actors times {columns} concepts are more than the {MatrixReads.MostCells} cells that a matrix has at most. Choose fewer with the filters, or {Instead}.")
            : Csv.Refuse(columns, Instead);
    }

    /// <summary>An actor a line, with its weight to each actor, or to each concept; 0 where there is no edge.</summary>
    public static IResult Grid(BuiltNetwork network, bool isTwoMode)
    {
        string[] rows = [.. network.Nodes.Where(node => node.Mode == NodeMode.Actor).Select(node => node.Id)];
        string[] columns = isTwoMode ? [.. network.Nodes.Where(node => node.Mode != NodeMode.Actor).Select(node => node.Id)] : rows;
        var (places, others) = (PlacesOf(rows), PlacesOf(columns));
        var weights = new double[rows.Length, columns.Length];
        foreach (var edge in network.Edges)
        {
            weights[places[edge.Source], others[edge.Target]] = edge.Weight;
            if (!isTwoMode) weights[places[edge.Target], others[edge.Source]] = edge.Weight;
        }

        return Csv.Grid(rows, columns, typeof(double), (row, column) => weights[row, column]);
    }

    private static Dictionary<string, int> PlacesOf(string[] ids) => ids.Index().ToDictionary(each => each.Item, each => each.Index, StringComparer.Ordinal);
}
