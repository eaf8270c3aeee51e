using System.Text.Json;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Fuzzing;

/// <summary>Values that the document's schemas describe; references are to records that the sequence knows.</summary>
internal sealed class SchemaBodies(ServedDocument document, Memory memory, Dice dice)
{
    /// <summary>The collection that a member refers to; null where it is no reference.</summary>
    public static string? Referred(string member) => member switch
    {
        "actor_id" or "other_id" or "organization_id" or "spoken_by" or "reported_by" => "actors",
        "question_id" => "questions",
        "source_id" => "sources",
        "argument_id" or "argument_ids" => "arguments",
        _ => null,
    };

    /// <summary>A value of a schema for a member of this name.</summary>
    public JsonNode? Value(string member, JsonElement described)
    {
        var schema = document.Resolve(described);
        if (schema.TryGetProperty("oneOf", out var choices)) return Value(member, choices[dice.Below(choices.GetArrayLength())]);
        if (schema.TryGetProperty("allOf", out var all)) return Value(member, all[0]);
        if (schema.TryGetProperty("enum", out var words)) return JsonValue.Create(words[dice.Below(words.GetArrayLength())].GetString());
        return Type(schema) switch
        {
            "object" => Object(schema),
            "array" => Array(member, schema),
            "integer" => JsonValue.Create(Whole(schema)),
            "number" => JsonValue.Create(dice.Below(1_000) / 8.0),
            "boolean" => JsonValue.Create(dice.Chance(50)),
            "string" => JsonValue.Create(Text(member, schema)),
            _ => null,
        };
    }

    private string Type(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type)) return "null";
        if (type.ValueKind == JsonValueKind.String) return type.GetString()!;
        var types = type.EnumerateArray().Select(each => each.GetString()!).OrderBy(each => each == "null").ToArray();
        return dice.Chance(80) ? types[0] : dice.Any(types);
    }

    private JsonObject Object(JsonElement schema)
    {
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()!).ToHashSet() : [];
        var body = new JsonObject();
        if (!schema.TryGetProperty("properties", out var members)) return body;
        foreach (var member in members.EnumerateObject())
        {
            var isOwn = document.Resolve(member.Value).TryGetProperty("readOnly", out _) || member.Value.TryGetProperty("readOnly", out _);
            if (required.Contains(member.Name) || dice.Chance(isOwn ? 5 : 35)) body[member.Name] = Value(member.Name, member.Value);
        }

        return body;
    }

    private JsonArray Array(string member, JsonElement schema)
    {
        var least = schema.TryGetProperty("minItems", out var bound) ? bound.GetInt32() : 0;
        return new JsonArray([.. Enumerable.Range(0, least + dice.Below(3)).Select(_ => Value(member, schema.GetProperty("items")))]);
    }

    private long Whole(JsonElement schema)
    {
        var smallest = schema.TryGetProperty("minimum", out var least) ? least.GetInt64() : 0;
        var largest = schema.TryGetProperty("maximum", out var most) ? most.GetInt64() : 1_000_000;
        return dice.Chance(20) ? dice.Any(smallest, largest) : smallest + dice.Below((int)Math.Min(largest - smallest + 1, 100));
    }

    private string Text(string member, JsonElement schema)
    {
        if (Referred(member) is { } collection && dice.Chance(97)) return memory.Id(collection);
        if (schema.TryGetProperty("pattern", out var pattern)) return dice.Of(Samples.OfPattern(pattern.GetString()!));
        if (schema.TryGetProperty("format", out var format)) return dice.Of(Samples.OfFormat(format.GetString()!));
        return dice.Of(Samples.Text(schema.TryGetProperty("maxLength", out var longest) ? longest.GetInt32() : 100));
    }
}
