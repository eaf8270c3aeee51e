using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Tests.Citations;

namespace StanceApi.Tests.Changes;

/// <summary>The change feed as pages: commit order, tombstones, types, long polls.</summary>
public sealed class FeedTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task A_life_is_told_in_order_with_the_records_as_they_were()
    {
        await using var host = await StanceHost.StartAsync();
        using var writer = host.Writer();
        var created = await writer.ReplaceAsync("actors", "a", new JsonObject { ["name"] = "One", ["kind"] = "person" });
        var changed = await writer.ChangeAsync("actors", "a", new JsonObject { ["name"] = "Two" });
        await writer.RetireAsync("actors", "a");
        await writer.ReplaceAsync("actors", "a", new JsonObject { ["name"] = "Three", ["kind"] = "person" });

        var feed = await writer.ReadAsync("/v1/changes");

        var entries = feed.Body!["items"]!.AsArray();
        Assert.Equal(["1 actor a create 1", "2 actor a update 2", "3 actor a retire 3", "4 actor a restore 4"], entries.Select(entry => $"{entry!["seq"]} {entry["type"]} {entry["id"]} {entry["op"]} {entry["version"]}"));
        Assert.True(JsonNode.DeepEquals(created.Body, entries[0]!["data"]));
        Assert.True(JsonNode.DeepEquals(changed.Body, entries[1]!["data"]));
        Assert.Null(entries[2]!["data"]);
        Assert.Equal("4", (string?)feed.Body["next"]);
    }

    [Fact]
    public async Task Pages_go_on_from_next_and_the_last_one_is_empty()
    {
        var world = await World.CreateAsync(client);
        var seen = new List<string>();
        var after = "0";
        while (true)
        {
            var page = await client.ReadAsync($"/v1/changes?after={after}&limit=7");
            var entries = page.Body!["items"]!.AsArray();
            after = (string)page.Body["next"]!;
            if (entries.Count == 0) break;
            seen.AddRange(entries.Select(entry => (string)entry!["seq"]!));
            if (entries.Any(entry => (string?)entry!["id"] == world.Argument)) break;
        }

        Assert.Equal(Enumerable.Range(1, seen.Count).Select(number => $"{number}"), seen);
    }

    [Fact]
    public async Task Pages_of_types_are_full_in_order_and_end_at_the_head_of_the_feed()
    {
        await using var host = await StanceHost.StartAsync();
        using var writer = host.Writer();
        string[] written = ["actor", "source", "source", "question", "source", "actor", "source", "question"];
        foreach (var (index, type) in written.Index()) await writer.ReplaceAsync($"{type}s", $"r{index}", Body(type));

        var full = await writer.ReadAsync("/v1/changes?type=actor&type=question&type=actor&limit=3");
        var rest = await writer.ReadAsync($"/v1/changes?type=actor&type=question&limit=3&after={full.Body!["next"]}");
        var exactly = await writer.ReadAsync("/v1/changes?type=source&limit=4");
        var none = await writer.ReadAsync("/v1/changes?type=position");

        Assert.Equal(["1 actor", "4 question", "6 actor"], Told(full));
        Assert.Equal("6", (string?)full.Body["next"]);
        Assert.Equal(["8 question"], Told(rest));
        Assert.Equal("8", (string?)rest.Body!["next"]);
        Assert.Equal(["2 source", "3 source", "5 source", "7 source"], Told(exactly));
        Assert.Equal("7", (string?)exactly.Body!["next"]);
        Assert.Empty(Told(none));
        Assert.Equal("8", (string?)none.Body!["next"]);
    }

    [Fact]
    public async Task Who_waits_is_answered_when_there_is_news()
    {
        await using var host = await StanceHost.StartAsync();
        using var writer = host.Writer();

        var waiting = writer.ReadAsync("/v1/changes?after=0&wait=60&type=actor");
        await writer.ReplaceAsync("sources", "s", new JsonObject { ["title"] = "Not asked for", ["kind"] = "other" });
        await writer.ReplaceAsync("actors", "a", new JsonObject { ["name"] = "News", ["kind"] = "person" });

        Assert.Equal("a", (string?)(await waiting).Body!["items"]![0]!["id"]);
    }

    [Fact]
    public async Task Who_waits_for_a_type_in_vain_goes_on_after_the_others()
    {
        await using var host = await StanceHost.StartAsync();
        using var writer = host.Writer();
        await writer.ReplaceAsync("sources", "s", Body("source"));
        await writer.ReplaceAsync("sources", "t", Body("source"));

        var answer = await writer.ReadAsync("/v1/changes?after=0&wait=1&type=actor");

        Assert.Empty(Told(answer));
        Assert.Equal("2", (string?)answer.Body!["next"]);
    }

    [Fact]
    public async Task Who_waits_in_vain_is_answered_where_to_go_on()
    {
        await using var host = await StanceHost.StartAsync();
        using var reader = host.Reader();

        var answer = await reader.ReadAsync("/v1/changes?after=0&wait=1");

        Assert.Empty(answer.Body!["items"]!.AsArray());
        Assert.Equal("0", (string?)answer.Body["next"]);
    }

    [Theory]
    [InlineData("after=x", "/after")]
    [InlineData("after=-1", "/after")]
    [InlineData("after=99999999", "/after")]
    [InlineData("type=actors", "/type")]
    [InlineData("wait=61", "/wait")]
    [InlineData("limit=501", "/limit")]
    [InlineData("cursor=1", "/cursor")]
    public async Task What_cannot_be_asked_is_refused(string query, string pointer)
    {
        var answer = await client.ReadAsync($"/v1/changes?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, pointer), (answer.Status, answer.Pointers.Single()));
    }

    private static string[] Told(Answer page) => [.. page.Body!["items"]!.AsArray().Select(entry => $"{entry!["seq"]} {entry["type"]}")];

    private static JsonObject Body(string type) => type switch
    {
        "actor" => new() { ["name"] = "Anyone", ["kind"] = "person" },
        "question" => new() { ["text"] = "Should it be?" },
        _ => new() { ["title"] = "A report", ["kind"] = "other" },
    };

    [Theory]
    [InlineData("?format=event_stream&limit=3", null, "unknown_parameter", "/limit")]
    [InlineData("?format=event_stream&wait=3", null, "unknown_parameter", "/wait")]
    [InlineData("?format=event_stream", "999999999", "invalid_header", "/Last-Event-ID")]
    [InlineData("?format=event_stream", "abc", "invalid_header", "/Last-Event-ID")]
    [InlineData("", "1", "invalid_header", "/Last-Event-ID")]
    [InlineData("?after=999999999", null, "invalid_parameter", "/after")]
    public async Task What_belongs_to_the_other_format_or_another_store_is_refused_where_it_was_sent(string query, string? lastEventId, string code, string pointer)
    {
        (string, string)[] headers = lastEventId is null ? [] : [("Last-Event-ID", lastEventId)];

        var answer = await client.ReadAsync($"/v1/changes{query}", headers);

        Assert.Equal((HttpStatusCode.BadRequest, code, pointer), (answer.Status, answer.Code, answer.Pointers.Single()));
    }

    [Fact]
    public async Task All_entries_of_one_change_have_one_instant()
    {
        var world = await World.CreateAsync(client);
        await world.AddAsync("positions", world.NewPosition());
        await world.AddAsync("positions", world.NewPosition());

        var stored = await client.PutTextAsync(world.Source, "One.\n\nTwo.\n\nThree.\n\nFour.");
        var at = (string)stored.Body!["source"]!["recorded_at"]!;
        var citations = await client.ReadAsync($"/v1/sources/{world.Source}/citations?known_at={at}");

        Assert.Equal(2, (int)stored.Body["rechecked"]!);
        Assert.Equal(["verified", "verified"], citations.Body!["items"]!.AsArray().Select(item => (string?)item!["check"]));
    }
}
