using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StanceApi.Access;
using StanceApi.Commands;
using StanceApi.Storage;

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
    public void Every_setting_is_in_the_table()
    {
        var told = Setting().Matches(Readme).Select(match => match.Groups["name"].Value).Order();

        (string Section, Type Options)[] sections = [(ServiceLimits.Section, typeof(ServiceLimits)), (AuthOptions.Section, typeof(AuthOptions)), (SeedOptions.Section, typeof(SeedOptions))];
        var known = sections
            .SelectMany(section => section.Options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => $"{section.Section}:{property.Name}"))
            .Append($"ConnectionStrings:{StorageFeature.ConnectionName}")
            .Order();
        Assert.Equal(known, told);
    }

    /// <summary>Members of objects in one order, and no moments of recording.</summary>
    private static string Normal(JsonNode? node) => Moment().Replace(node!.ToJsonString(), "\"recorded_at\":\"\"");

    [GeneratedRegex(@"curl -s 'http://localhost:5080(?<path>[^']+)'\n```\n```json\n(?<answer>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"-d '(?<body>\{.*?\n\})'", RegexOptions.Singleline)]
    private static partial Regex Write();

    [GeneratedRegex(@"^\| `(?<name>[A-Z]\w+:\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex("\"recorded_at\":\"[^\"]*\"")]
    private static partial Regex Moment();
}
