using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StanceApi.Commands;

namespace StanceApi.Tests.Contract;

/// <summary>What the README shows is what happens.</summary>
public sealed partial class ReadmeTests(SeededStore store)
{
    private static readonly string Readme = File.ReadAllText(GeneratedFile.PathOf("README.md"));

    public static TheoryData<string, string> Calls =>
        [.. Example().Matches(Readme).Select(match => (match.Groups["path"].Value, match.Groups["answer"].Value))];

    [Fact]
    public void The_main_job_is_shown_in_five_calls() => Assert.Equal(5, Calls.Count);

    [Theory, MemberData(nameof(Calls))]
    public async Task Every_call_is_answered_as_shown(string path, string answer)
    {
        using var client = store.Host.Reader();

        var read = await client.ReadAsync(path);

        Assert.Equal(HttpStatusCode.OK, read.Status);
        Assert.Equal(Normal(JsonNode.Parse(answer)), Normal(read.Body));
    }

    [Fact]
    public async Task The_write_fails_as_told_and_then_succeeds_as_told()
    {
        await using var host = await StanceHost.StartAsync(seeds: true);
        using var client = host.Writer();
        var position = JsonNode.Parse(Write().Match(Readme).Groups["body"].Value)!.AsObject();

        var without = await client.CreateAsync("positions", position);
        position["conditions"] = new JsonArray(new JsonObject { ["id"] = "c1", ["text"] = "Others join.", ["strength"] = "requirement" });
        var unknown = await client.CreateAsync("positions", position);
        await client.CreateAsync("sources", new JsonObject { ["id"] = "another-report", ["title"] = "Another report", ["kind"] = "news_article" });
        var created = await client.CreateAsync("positions", position);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "conditional_without_requirement", "/conditions"), (without.Status, without.Code, without.Pointers.Single()));
        Assert.Equal((HttpStatusCode.Conflict, "reference_not_found", "/citations/0/source_id"), (unknown.Status, unknown.Code, unknown.Pointers.Single()));
        Assert.Equal(HttpStatusCode.Created, created.Status);
    }

    [Fact]
    public async Task The_imports_are_taken_as_told()
    {
        await using var host = await StanceHost.StartAsync(seeds: true);
        using var client = host.Writer();
        var imports = Import().Matches(Readme);

        var answers = new List<Answer>();
        foreach (Match import in imports)
            answers.Add(await client.SendAsync(HttpMethod.Post, import.Groups["path"].Value, import.Groups["file"].Value, import.Groups["type"].Value));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.MultiStatus], answers.Select(answer => answer.Status));
        Assert.Equal(Normal(JsonNode.Parse(imports[1].Groups["answer"].Value)), Normal(answers[1].Body));
        Assert.Equal("verified", (string)(await client.ReadAsync("/v1/positions/council-on-bridge")).Body!["citations"]![0]!["check"]!);
    }

    [Fact]
    public void Every_setting_is_in_the_table()
    {
        var told = Setting().Matches(Readme).Select(match => match.Groups["name"].Value).Order();

        Assert.Equal(KnownSettings.All.Order(), told);
    }

    [Fact]
    public void Every_verb_is_in_the_table_with_an_example_that_is_understood()
    {
        var told = Verb().Matches(Readme).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["words"].Value);

        Assert.Equal(CommandLine.Root([]).Subcommands.Select(verb => verb.Name).Order(), told.Keys.Order());
        Assert.All(told, example => Assert.Empty(CommandLine.Parse(Words().Matches(example.Value).Select(word => word.Value.Trim('"')).ToArray()).Errors));
    }

    /// <summary>Members of objects in one order, and no moments of recording.</summary>
    private static string Normal(JsonNode? node) => Moment().Replace(node!.ToJsonString(), "\"recorded_at\":\"\"");

    [GeneratedRegex(@"curl -s 'http://localhost:5080(?<path>[^']+)'\n```\n```json\n(?<answer>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"curl -s '?http://localhost:5080(?<path>/v1/import[^' ]*)'? [^\n]*'Content-Type: (?<type>[^']+)' --data-binary @- <<'END'\n(?<file>.*?)END\n```(\n```json\n(?<answer>.*?)\n```)?", RegexOptions.Singleline)]
    private static partial Regex Import();

    [GeneratedRegex(@"-d '(?<body>\{.*?\n\})'", RegexOptions.Singleline)]
    private static partial Regex Write();

    [GeneratedRegex(@"^\| `(?<name>[A-Z]\w+:\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex(@"^\| `(?<name>[a-z]+)` \|[^|]+\| `StanceApi (?<words>[^`]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Verb();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Words();

    [GeneratedRegex("\"recorded_at\":\"[^\"]*\"")]
    private static partial Regex Moment();
}
