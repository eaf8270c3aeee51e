using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Stances;
using StanceApi.Values;

namespace StanceApi.Analysis;

/// <summary>
/// Networks as GraphML (graphml.graphdrawing.org), with typed keys: what Gephi, yEd, igraph and networkx read. Nodes have every
/// scalar attribute of their record; lists are told as JSON.
/// </summary>
internal static class GraphMl
{
    public static readonly Format Format = new("graphml", "application/graphml+xml");

    private const string Namespace = "http://graphml.graphdrawing.org/xmlns";

    /// <summary>Members of records that are no attributes of theirs.</summary>
    private static readonly string[] Bookkeeping = ["id", "version", "recorded_at"];

    private static readonly (string Name, string Type, Func<NetworkNode, object?> Value)[] Figures =
    [
        ("label", "string", node => node.Name),
        ("mode", "string", node => Words<NodeMode>.Of(node.Mode)),
        ("kind", "string", node => node.Kind),
        ("observations", "int", node => node.Observations),
        ("degree", "int", node => node.Degree),
        ("weighted_degree", "double", node => node.WeightedDegree),
        ("betweenness", "double", node => node.Betweenness),
        ("community", "int", node => node.Community),
        ("positions", "string", node => string.Join(' ', node.Positions)),
    ];

    /// <summary>How many nodes or edges are written at once.</summary>
    private const int AtOnce = 1_000;

    public static IResult Answer(BuiltNetwork network, NetworkParameters parameters, Asked asked, NodeRecords records) =>
        new StreamedBytes(Format.MediaType, Parts(network, parameters, asked, records));

    private static IEnumerable<ReadOnlyMemory<byte>> Parts(BuiltNetwork network, NetworkParameters parameters, Asked asked, NodeRecords records)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.Entitize }))
        {
            foreach (var _ in Write(xml, network, parameters, asked, records).Chunk(AtOnce))
            {
                xml.Flush();
                yield return stream.ToArray();
                stream.SetLength(0);
            }
        }

        yield return stream.ToArray();
    }

    /// <summary>Writes it, and tells of each node and edge when it is there.</summary>
    private static IEnumerable<bool> Write(XmlWriter xml, BuiltNetwork network, NetworkParameters parameters, Asked asked, NodeRecords records)
    {
        var attributes = Attributes(network, records);
        xml.WriteStartElement("graphml", Namespace);
        var told = Told(network, parameters, asked);
        foreach (var (name, type, _) in told) WriteKey(xml, "graph", name, type);
        foreach (var (name, type, _) in Figures) WriteKey(xml, "node", name, type);
        foreach (var attribute in attributes) WriteKey(xml, "node", attribute, "string");
        WriteKey(xml, "edge", "weight", "double");
        xml.WriteStartElement("graph", Namespace);
        xml.WriteAttributeString("id", "network");
        xml.WriteAttributeString("edgedefault", "undirected");
        foreach (var (name, _, value) in told) WriteData(xml, "graph", name, value);
        foreach (var node in network.Nodes)
        {
            WriteNode(xml, node, attributes, records.Of(node.Mode, node.Id));
            yield return true;
        }

        foreach (var edge in network.Edges)
        {
            WriteEdge(xml, edge, parameters);
            yield return true;
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>What the network was made from, as JSON tells it.</summary>
    private static (string Name, string Type, object? Value)[] Told(BuiltNetwork network, NetworkParameters parameters, Asked asked) =>
    [
        ("measure", "string", Words<Measure>.Of(parameters.Measure)),
        ("normalization", "string", Words<Normalization>.Of(parameters.Normalization)),
        ("via", "string", Words<Via>.Of(parameters.Via)),
        ("from", "string", Words<Counted>.Of(parameters.From)),
        ("duplicates", "string", Words<Duplicates>.Of(parameters.Duplicates)),
        ("range", "string", parameters.HasLevels ? Words<LevelRange>.Of(parameters.Range) : null),
        ("compat", "string", parameters.Compatibility is { } compatibility ? Words<Compatibility>.Of(compatibility) : null),
        ("threshold", "double", parameters.Threshold),
        ("min_positions", "int", parameters.MinPositions),
        ("computed_figures", "string", string.Join(',', parameters.Wanted.Select(Words<Figure>.Of))),
        ("as_of", "string", asked.Selection.AsOf?.Text),
        ("known_at", "string", asked.Snapshot.Echo(asked.Selection.KnownAt)),
        ("snapshot", "string", Cursor.Position(asked.Snapshot.Seq)),
        ("filters", "string", JsonSerializer.Serialize(StatementFilters.Of(asked.Selection), Json.Options)),
        ("range_value", "int", network.Figures.RangeValue),
        ("modularity", "double", network.Figures.Modularity),
    ];

    private static string[] Attributes(BuiltNetwork network, NodeRecords records) =>
    [
        .. network.Nodes.SelectMany(node => records.Of(node.Mode, node.Id).Select(member => member.Key))
            .Except(Bookkeeping)
            .Except(Figures.Select(figure => figure.Name))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Keys are unique whatever they are for: a name could be a node's and a graph's.</summary>
    private static void WriteKey(XmlWriter xml, string of, string name, string type)
    {
        xml.WriteStartElement("key", Namespace);
        xml.WriteAttributeString("id", $"{of}_{name}");
        xml.WriteAttributeString("for", of);
        xml.WriteAttributeString("attr.name", name);
        xml.WriteAttributeString("attr.type", type);
        xml.WriteEndElement();
    }

    private static void WriteNode(XmlWriter xml, NetworkNode node, string[] attributes, JsonObject record)
    {
        xml.WriteStartElement("node", Namespace);
        xml.WriteAttributeString("id", NodeId(node.Mode, node.Id));
        foreach (var (name, _, value) in Figures) WriteData(xml, "node", name, value(node));
        foreach (var attribute in attributes.Where(record.ContainsKey)) WriteData(xml, "node", attribute, Text(record[attribute]));
        xml.WriteEndElement();
    }

    private static void WriteEdge(XmlWriter xml, NetworkEdge edge, NetworkParameters parameters)
    {
        var target = !parameters.IsTwoMode ? NodeMode.Actor : parameters.Via == Via.Arguments ? NodeMode.Argument : NodeMode.Question;
        xml.WriteStartElement("edge", Namespace);
        xml.WriteAttributeString("source", NodeId(NodeMode.Actor, edge.Source));
        xml.WriteAttributeString("target", NodeId(target, edge.Target));
        WriteData(xml, "edge", "weight", edge.Weight);
        xml.WriteEndElement();
    }

    /// <summary>An actor and a question may have the same id: no id has a colon.</summary>
    private static string NodeId(NodeMode mode, string id) => mode == NodeMode.Actor ? id : $"{Words<NodeMode>.Of(mode)}:{id}";

    /// <summary>What there is none of is left out.</summary>
    private static void WriteData(XmlWriter xml, string of, string name, object? value)
    {
        if (value is null) return;
        xml.WriteStartElement("data", Namespace);
        xml.WriteAttributeString("key", $"{of}_{name}");
        xml.WriteString(XmlSafeText.Of(Convert.ToString(value, CultureInfo.InvariantCulture)!));
        xml.WriteEndElement();
    }

    private static string? Text(JsonNode? value) => value switch
    {
        null => null,
        JsonValue text => text.ToString(),
        JsonArray { Count: 0 } => null,
        _ => value.ToJsonString(Json.Options),
    };
}
