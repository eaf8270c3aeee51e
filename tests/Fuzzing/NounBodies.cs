using System.Text;
using System.Text.Json.Nodes;
using StanceApi.Tests.Nouns;

namespace StanceApi.Tests.Fuzzing;

/// <summary>Bodies that the service would take: of the noun's own generator, or of the document's schema.</summary>
internal sealed class NounBodies(HttpClient client, ServedDocument document, Memory memory, Dice dice)
{
    private readonly SchemaBodies schemas = new(document, memory, dice);

    /// <summary>A record with an id of the sequence's own.</summary>
    public JsonObject Record(string noun, string? id = null)
    {
        var body = dice.Chance(60) ? Valid(noun) : schemas.Value(noun, Input(noun))!.AsObject();
        body["id"] = id ?? (dice.Chance(80) ? memory.NewId(noun) : memory.Id(noun));
        return body;
    }

    public JsonObject Valid(string noun) =>
        dice.Of(BodyGen.Of(new World(client, memory.Id("sources"), memory.Id("questions"), memory.Id("actors"), memory.Id("arguments")), noun));

    /// <summary>The body of an operation, in a media type that it takes.</summary>
    public byte[] Of(Operation operation, string mediaType, string? id) => Encoding.UTF8.GetBytes(mediaType switch
    {
        "text/plain" => Text(),
        "application/x-ndjson" => Ndjson(operation),
        "text/csv" => Csv(operation.Collection),
        _ when operation.Collection == "keys" => schemas.Value("keys", operation.Bodies[mediaType])!.ToJsonString(),
        "application/merge-patch+json" => schemas.Value(operation.Collection, operation.Bodies[mediaType])!.AsObject().Without("id").ToJsonString(),
        _ => Record(operation.Collection, id).ToJsonString(),
    });

    /// <summary>A file of one noun, or mixed; now and then one that is too long to be answered at once.</summary>
    public string Ndjson(Operation operation, int? lines = null)
    {
        var nouns = World.Nouns.Contains(operation.Collection) ? [operation.Collection] : World.Nouns;
        return string.Concat(Enumerable.Range(0, lines ?? dice.Below(4) + 1).Select(_ =>
        {
            var noun = lines is null ? dice.Any(nouns) : "questions";
            var record = lines is null ? Record(noun) : new JsonObject { ["id"] = memory.NewId(noun), ["text"] = "Is it long?" };
            return (nouns.Length == 1 ? record : new JsonObject { ["type"] = noun[..^1], ["data"] = record }).ToJsonString() + "\n";
        }));
    }

    private string Csv(string noun)
    {
        var records = Enumerable.Range(0, dice.Below(3) + 1).Select(_ => Record(noun)).ToArray();
        var columns = records.SelectMany(record => record.Select(member => member.Key)).Distinct().ToArray();
        return string.Join(",", columns) + "\n" + string.Concat(records.Select(record => string.Join(",", columns.Select(column => Field(record[column]))) + "\n"));
    }

    private static string Field(JsonNode? value) =>
        value is null ? "" : $"\"{(value is JsonArray ? value.ToJsonString() : $"{value}").Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private string Text() => string.Join("\n\n", Enumerable.Range(0, dice.Below(6)).Select(_ => dice.Of(Samples.Text(200))));

    private System.Text.Json.JsonElement Input(string noun) => document.Operations.Single(operation => operation.Method == "POST" && operation.Path == $"/v1/{noun}").Bodies["application/json"];
}
