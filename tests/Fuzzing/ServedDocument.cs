using System.Text.Json;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Fuzzing;

/// <summary>The OpenAPI document as a service serves it: its operations, and the schemas of their answers.</summary>
internal sealed class ServedDocument
{
    private static readonly string[] Methods = ["get", "put", "post", "patch", "delete"];

    private readonly JsonObject root;
    private readonly JsonObject schemas;

    private ServedDocument(JsonObject root)
    {
        this.root = root;
        schemas = root["components"]!["schemas"]!.AsObject();
        Operations = [.. root["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Where(verb => Methods.Contains(verb.Key)).Select(verb => Read(path.Key, verb.Key, verb.Value!.AsObject())))];
        Answers = new AnswerSchemas(schemas);
    }

    public IReadOnlyList<Operation> Operations { get; }

    public AnswerSchemas Answers { get; }

    public static async Task<ServedDocument> ReadAsync(HttpClient client) =>
        new(JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!.AsObject());

    /// <summary>The schema itself, where this is a reference to it.</summary>
    public JsonElement Resolve(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference) ? Resolve(Element(schemas[reference.GetString()!.Split('/')[^1]]!)) : schema;

    private Operation Read(string path, string method, JsonObject operation)
    {
        var id = (string)operation["operationId"]!;
        return new Operation(
            method.ToUpperInvariant(),
            path,
            id,
            [.. operation["parameters"]?.AsArray().Select(each => Read(each!.AsObject())) ?? []],
            operation["requestBody"]?["content"]?.AsObject().ToDictionary(content => content.Key, content => Element(content.Value!["schema"]!)) ?? [],
            operation["responses"]!.AsObject().ToDictionary(
                response => int.Parse(response.Key, System.Globalization.CultureInfo.InvariantCulture), response => Read($"{id}-{response.Key}", Resolved(response.Value!.AsObject()))));
    }

    private static Parameter Read(JsonObject parameter) =>
        new((string)parameter["name"]!, (string)parameter["in"]!, (bool?)parameter["explode"] ?? true, Element(parameter["schema"]!), $"{parameter["example"]}");

    /// <summary>An answer, with a name for each of its schemas that has none yet.</summary>
    private DocumentedAnswer Read(string name, JsonObject response)
    {
        var contents = new Dictionary<string, string>();
        foreach (var (mediaType, content) in response["content"]?.AsObject() ?? [])
        {
            var schema = content!["schema"]!.AsObject();
            contents[mediaType] = ((string?)schema["$ref"])?.Split('/')[^1] ?? $"{name}-{contents.Count}";
            if (schema["$ref"] is null) schemas[contents[mediaType]] = schema.DeepClone();
        }

        return new DocumentedAnswer(contents, [.. response["headers"]?.AsObject().Where(header => (bool?)header.Value!["required"] == true).Select(header => header.Key) ?? []]);
    }

    private JsonObject Resolved(JsonObject response) =>
        response["$ref"] is { } reference ? root["components"]!["responses"]![((string)reference!).Split('/')[^1]]!.AsObject() : response;

    private static JsonElement Element(JsonNode node) => JsonSerializer.SerializeToElement(node);
}
