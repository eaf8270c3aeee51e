using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace StanceApi.Tests.Fuzzing;

/// <summary>
/// The schemas of answers, closed: a member that is not documented is a fault here, although clients must bear it.
/// </summary>
internal sealed class AnswerSchemas
{
    private static readonly EvaluationOptions Judgement = new() { OutputFormat = OutputFormat.Flag, RequireFormatValidation = true };

    /// <summary>To tell why: it takes longer.</summary>
    private static readonly EvaluationOptions Reasons = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private readonly Dictionary<string, JsonSchema> whole;

    /// <summary>With nothing required: of an answer that was asked for some of its members.</summary>
    private readonly Dictionary<string, JsonSchema> parts;

    public AnswerSchemas(JsonObject schemas)
    {
        var closed = JsonNode.Parse(schemas.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal))!.AsObject();
        Walk(closed, Close);
        whole = Build(closed);
        Walk(closed, schema => schema.Remove("required"));
        parts = Build(closed);
    }

    /// <summary>What is wrong with an answer; null where nothing is.</summary>
    public string? Fault(string schema, JsonElement answer, bool isPart)
    {
        var judged = (isPart ? parts : whole)[schema];
        if (judged.Evaluate(answer, Judgement).IsValid) return null;
        var faults = (judged.Evaluate(answer, Reasons).Details ?? []).Where(detail => detail.Errors is { Count: > 0 }).Select(detail => $"{detail.InstanceLocation}: {string.Join(' ', detail.Errors!.Values)}");
        return $"The answer is no {schema}. {string.Join("; ", faults.Take(5))}";
    }

    private static Dictionary<string, JsonSchema> Build(JsonObject schemas)
    {
        var options = new BuildOptions { SchemaRegistry = new SchemaRegistry() };
        var root = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["$id"] = "https://stance.test/document", ["$defs"] = schemas.DeepClone() };
        JsonSchema.FromText(root.ToJsonString(), options);
        return schemas.ToDictionary(schema => schema.Key, schema => JsonSchema.FromText($$"""{"$ref": "https://stance.test/document#/$defs/{{schema.Key}}"}""", options));
    }

    private static void Close(JsonObject schema)
    {
        if (schema["properties"] is JsonObject && schema["additionalProperties"] is null) schema["additionalProperties"] = false;
    }

    /// <summary>Goes through everything that is a schema, or looks like one: no member is called as a keyword is.</summary>
    private static void Walk(JsonNode? node, Action<JsonObject> visit)
    {
        if (node is JsonObject schema)
        {
            if (schema["type"] is not JsonObject) visit(schema);
            foreach (var (name, value) in schema.ToArray())
                if (name is not ("example" or "enum" or "x-enumNames")) Walk(value, visit);
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items) Walk(item, visit);
        }
    }
}
