using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace StanceApi.Tests.Contract;

/// <summary>YAML as JSON: every scalar is a text, and merge keys are merged.</summary>
internal static class Yaml
{
    private static readonly IDeserializer Reader = new DeserializerBuilder().Build();
    private static readonly ISerializer Writer = new SerializerBuilder().JsonCompatible().Build();

    public static JsonObject[] Documents(string yaml)
    {
        var parser = new MergingParser(new Parser(new StringReader(yaml)));
        parser.Consume<StreamStart>();
        var documents = new List<JsonObject>();
        while (parser.Accept<DocumentStart>(out _)) documents.Add(JsonNode.Parse(Writer.Serialize(Reader.Deserialize<object>(parser)!))!.AsObject());
        return [.. documents];
    }

    /// <summary>The values of every member of this name, however deep.</summary>
    public static IEnumerable<JsonNode> Descendants(this JsonNode node, string name) => node switch
    {
        JsonObject members => members.SelectMany(member => (member.Key == name ? [member.Value!] : Enumerable.Empty<JsonNode>()).Concat(member.Value?.Descendants(name) ?? [])),
        JsonArray items => items.SelectMany(item => item?.Descendants(name) ?? []),
        _ => [],
    };
}
