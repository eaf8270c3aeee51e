using System.Text.Json.Nodes;

namespace StanceApi.Analysis;

/// <summary>The records behind nodes, by id.</summary>
internal sealed record NodeRecords(IReadOnlyDictionary<string, JsonObject> Actors, IReadOnlyDictionary<string, JsonObject> Concepts)
{
    public JsonObject Of(NodeMode mode, string id) => mode == NodeMode.Actor ? Actors[id] : Concepts[id];

    /// <summary>What a node is called, and what it is.</summary>
    public (string Name, string Kind) Describe(NodeMode mode, string id)
    {
        var record = Of(mode, id);
        return mode switch
        {
            NodeMode.Actor => ((string)record["name"]!, (string)record["kind"]!),
            NodeMode.Question => ((string?)record["title"] ?? (string)record["text"]!, "question"),
            _ => ((string)record["claim"]!, "argument"),
        };
    }
}
