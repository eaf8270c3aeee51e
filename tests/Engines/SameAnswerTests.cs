using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StanceApi.Tests.Fuzzing;

namespace StanceApi.Tests.Engines;

/// <summary>The same requests give the same answers on both engines, byte for byte.</summary>
public sealed class SameAnswerTests(TwoEngines engines) : IClassFixture<TwoEngines>
{
    private const int Steps = 30;

    private static readonly (string Name, string Value)[] Administrator = [("Authorization", $"Bearer {StanceHost.AdministratorKey}")];

    /// <summary>How many random requests are compared; STANCE_COMPARED_REQUESTS asks for more.</summary>
    private static readonly int Random = Math.Max(1_000, int.Parse(Environment.GetEnvironmentVariable("STANCE_COMPARED_REQUESTS") ?? "1000", CultureInfo.InvariantCulture));

    private static readonly string[] Searches = ["troops", "tr*", "\"united states\"", "pakistan -gaza", "asif OR sanaullah", "ünited", "*", "\"", "a b c", "١٢", "legal* framework", "'", "💥"];

    [Fact]
    public async Task Every_read_of_the_demonstration_data_is_the_same_in_every_format_and_with_every_word()
    {
        TwoEngines.SkipWhereNotAsked();

        foreach (var operation in engines.SQLite.Document.Operations.Where(operation => operation.IsRead && operation.Collection is not ("jobs" or "keys" or "backups" or "") && operation.Id != "exportDatabase"))
            foreach (var query in Queries(operation)) await AskAsync(operation, Path(operation), query);
    }

    [Fact]
    public async Task Searches_find_the_same_in_the_same_order()
    {
        TwoEngines.SkipWhereNotAsked();

        foreach (var operation in engines.SQLite.Document.Operations.Where(operation => operation.IsRead && operation.Takes("q")))
            foreach (var words in Searches) await AskAsync(operation, Path(operation), $"?q={Hostile.Escape(words)}");
    }

    [Fact]
    public async Task What_is_exported_can_be_imported_and_all_says_the_same_afterwards()
    {
        TwoEngines.SkipWhereNotAsked();
        foreach (var noun in Transfer.Files.Order)
        {
            foreach (var (format, mediaType) in new[] { ("csv", "text/csv"), ("ndjson", "application/x-ndjson") })
            {
                var file = await AskAsync($"GET /v1/export/{noun}", $"?format={format}");
                foreach (var query in new[] { "?mode=insert&on_error=continue", "?mode=upsert&validate_only=true", "?mode=upsert&on_error=abort" })
                    await engines.AskAsync(Posted(noun, query, file.Body, mediaType));
            }

            await engines.AskAsync(Posted(noun, "?mode=upsert&on_error=continue", Renamed((await AskAsync($"GET /v1/export/{noun}", "?format=ndjson")).Text), "application/x-ndjson"));
        }

        await AskAsync("GET /v1/export", "");
        for (var next = "0"; next is not null; next = await NextAsync(next)) Assert.NotEmpty(next);
    }

    [Fact]
    public async Task Random_requests_are_answered_the_same()
    {
        TwoEngines.SkipWhereNotAsked();

        for (ulong seed = 1, sent = 0; sent < (ulong)Random; seed++)
        {
            var (one, other) = (new Sequence(engines.SQLite, seed, $"c{seed}"), new Sequence(engines.PostgreSql, seed, $"c{seed}"));
            await one.RunAsync(Steps, withJobs: false);
            await other.RunAsync(Steps, withJobs: false);
            foreach (var (index, (left, right)) in one.Exchanges.Zip(other.Exchanges).Index())
                TwoEngines.AssertSame(left.Request, left.Answer, right.Answer, $"Sequence {seed}, request {index}: {left.Request}");
            sent += (ulong)one.Exchanges.Count;
        }
    }

    /// <summary>The next page of the feed; null at its end.</summary>
    private async Task<string?> NextAsync(string after)
    {
        var page = await AskAsync("GET /v1/changes", $"?after={after}&limit=200");
        return page.Json!.Value.GetProperty("items").GetArrayLength() == 0 ? null : page.Member("next");
    }

    /// <summary>Each parameter that is a word, with each of its words; of networks each measure and each format with each other word.</summary>
    private IEnumerable<string> Queries(Operation operation)
    {
        var words = operation.Parameters.Where(parameter => parameter.In == "query").Select(parameter => (parameter.Name, Words: Words(parameter).ToArray())).Where(parameter => parameter.Words.Length > 0).ToArray();
        var single = words.SelectMany(parameter => parameter.Words.Select(word => $"{parameter.Name}={word}")).ToArray();
        yield return "";
        foreach (var query in single) yield return $"?{query}";
        if (operation.Path.Contains("/networks/", StringComparison.Ordinal)) foreach (var (first, second) in Pairs(single.Where(part => part.Split('=')[0] is "measure" or "format"), single)) yield return $"?{first}&{second}";
        if (operation.Takes("as_of")) foreach (var day in new[] { "2025-10-27", "2025-10", "2025" }) yield return $"?as_of={day}";
        if (operation.Takes("known_at")) foreach (var position in new[] { 0, 20, 44 }) yield return $"?known_at={position}";
        if (operation.Takes("limit")) yield return "?limit=3";
    }

    private static IEnumerable<(string First, string Second)> Pairs(IEnumerable<string> some, string[] all) =>
        some.SelectMany(first => all.Where(second => second.Split('=')[0] != first.Split('=')[0]).Select(second => (first, second)));

    private IEnumerable<string> Words(Parameter parameter)
    {
        var schema = engines.SQLite.Document.Resolve(parameter.Schema);
        if (schema.TryGetProperty("items", out var item)) schema = engines.SQLite.Document.Resolve(item);
        if (schema.TryGetProperty("enum", out var words)) return words.EnumerateArray().Select(word => word.GetString()!);
        return schema.GetProperty("type").ValueEquals("boolean") ? ["true"] : [];
    }

    /// <summary>The path with the document's own examples of ids.</summary>
    private static string Path(Operation operation) =>
        operation.Parameters.Where(parameter => parameter.In == "path").Aggregate(operation.Path, (path, parameter) => path.Replace($"{{{parameter.Name}}}", parameter.Example, StringComparison.Ordinal));

    private Task<FuzzAnswer> AskAsync(string operation, string query)
    {
        var asked = engines.SQLite.Document.Operations.Single(each => $"{each.Method} {each.Path}" == operation);
        return AskAsync(asked, asked.Path, query);
    }

    private async Task<FuzzAnswer> AskAsync(Operation operation, string path, string query)
    {
        var request = new FuzzRequest(operation, operation.Method, path + query, Administrator, null) { IsDocumented = true };
        var answer = await engines.AskAsync(request);
        Assert.True(engines.SQLite.Judge.Fault(request, answer) is null, $"{request}: {engines.SQLite.Judge.Fault(request, answer)}");
        return answer;
    }

    private FuzzRequest Posted(string noun, string query, byte[] file, string mediaType)
    {
        var operation = engines.SQLite.Document.Operations.Single(each => each.Method == "POST" && each.Path == $"/v1/import/{noun}");
        return new FuzzRequest(operation, "POST", operation.Path + query, [.. Administrator, ("Content-Type", mediaType)], file);
    }

    /// <summary>The records under other ids, without the line that closes their file.</summary>
    private static byte[] Renamed(string lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("{\"$end\"", StringComparison.Ordinal)).Select(line =>
    {
        var record = JsonNode.Parse(line)!.AsObject();
        record["id"] = $"again-{record["id"]}";
        return record.ToJsonString() + "\n";
    })));
}
