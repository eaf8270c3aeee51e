using System.Text.Json;

namespace StanceApi.Tests.Fuzzing;

/// <summary>The query and the headers of a request.</summary>
internal sealed class RequestParameters(ServedDocument document, Memory memory, Dice dice)
{
    private readonly SchemaBodies schemas = new(document, memory, dice);

    /// <summary>Some of the operation's parameters; <paramref name="strange"/> is the chance that one is against its schema, or none of the operation's.</summary>
    public string Query(Operation operation, int strange)
    {
        var offered = operation.Parameters.Where(parameter => parameter.In == "query").ToArray();
        var parts = Enumerable.Range(0, offered.Length == 0 ? 0 : dice.Any(0, 0, 1, 1, 1, 2, 3)).Select(_ => dice.Any(offered)).Distinct().SelectMany(Values).ToList();
        if (dice.Chance(strange)) parts.Insert(dice.Below(parts.Count + 1), Strange(offered));
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    public IEnumerable<(string Name, string Value)> Headers(Operation operation, string path)
    {
        foreach (var header in operation.Parameters.Where(parameter => parameter.In == "header" && dice.Chance(15)))
        {
            yield return (header.Name, header.Name switch
            {
                "If-Match" or "If-None-Match" => dice.Chance(60) && memory.Tag(path) is { } tag ? tag : dice.Any("*", "\"1\"", "\"2\", \"3\"", "W/\"1-abc\""),
                "Idempotency-Key" => memory.NewWord(),
                "Last-Event-ID" => memory.Position,
                _ => dice.Any("gzip", "br", "identity", "*"),
            });
        }

        if (operation.Answers.TryGetValue(200, out var answer) && answer.Contents.Count > 0 && dice.Chance(20)) yield return ("Accept", dice.Any([.. answer.Contents.Keys]));
    }

    private IEnumerable<string> Values(Parameter parameter)
    {
        var schema = document.Resolve(parameter.Schema);
        if (schema.GetProperty("type").GetString() != "array") return [$"{parameter.Name}={Value(parameter, schema)}"];
        var values = Enumerable.Range(0, dice.Below(2) + 1).Select(_ => Value(parameter, document.Resolve(schema.GetProperty("items")))).ToArray();
        return parameter.IsExploded ? values.Select(value => $"{parameter.Name}={value}") : [$"{parameter.Name}={string.Join(',', values)}"];
    }

    private string Value(Parameter parameter, JsonElement schema) => parameter.Name switch
    {
        // A request that waits costs the suite its seconds.
        "wait" => dice.Chance(95) ? "0" : "1",
        "id" => memory.Id("actors"),
        "known_at" or "after" when dice.Chance(60) => memory.Position,
        "cursor" when schema.TryGetProperty("pattern", out var pattern) => dice.Of(Samples.OfPattern(pattern.GetString()!)),
        "q" when dice.Chance(60) => dice.Any("bridge", "the*", "%22should+the%22", "minutes+-ferry", "a", "council+town"),
        var name => Hostile.Escape($"{schemas.Value(name, schema)}"),
    };

    private string Strange(Parameter[] offered)
    {
        var name = offered.Length > 0 && dice.Chance(85) ? dice.Any(offered).Name : dice.Any("", "limit", "LIMIT", "limit[]", "q", "id", "nothing", "fields", "known_at", "a%00b", "$filter");
        return $"{name}={(name == "wait" ? dice.Any("-1", "x", "", "61") : dice.Of(Hostile.Escaped))}";
    }
}
