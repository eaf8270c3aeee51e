using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Tests.Citations;

namespace StanceApi.Tests.Access;

/// <summary>A restricted text is read by administrators and keys with the scope texts, whatever way somebody takes.</summary>
public sealed class RestrictedTextTests(EmptyStore store)
{
    private const string Text = "The ferry is slow.\n\nThe bridge is fast and dear.";

    private readonly HttpClient administrator = store.Host.Writer();

    [Theory]
    [InlineData("", 403)]
    [InlineData("read", 403)]
    [InlineData("write", 403)]
    [InlineData("texts", 200)]
    [InlineData("admin", 200)]
    public async Task It_is_read_by_whoever_may(string scope, int status)
    {
        var (source, before) = await RestrictedAsync();
        using var client = await ClientAsync(scope);

        foreach (var path in new[] { $"/v1/sources/{source}/text", $"/v1/sources/{source}/text?known_at={before}" })
        {
            using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.Equal(status, (int)response.StatusCode);
            if (status == 200) Assert.Equal(Text, body);
            else Assert.Equal("text_restricted", (string?)JsonNode.Parse(body)!["code"]);
        }
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("texts", true)]
    public async Task An_export_has_it_for_whoever_may_read_it_and_tells_the_others_that_it_is_left_out(string scope, bool isThere)
    {
        var (source, before) = await RestrictedAsync();
        using var client = await ClientAsync(scope);

        foreach (var path in new[] { "/v1/export", $"/v1/export?known_at={before}" })
        {
            var lines = (await client.GetStringAsync(path, TestContext.Current.CancellationToken)).TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!).ToArray();

            Assert.Equal(isThere, lines.Any(line => (string?)line["type"] == "source_text" && (string?)line["data"]!["source_id"] == source));
            Assert.Equal(isThere, lines[^1]["$end"]!["restricted_texts"] is null);
        }
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("write", false)]
    [InlineData("texts", true)]
    [InlineData("admin", true)]
    public async Task The_words_around_a_quote_are_shown_to_whoever_may_read_them(string scope, bool isShown)
    {
        var (source, before) = await RestrictedAsync();
        using var client = await ClientAsync(scope);

        foreach (var path in new[] { $"/v1/sources/{source}/citations", $"/v1/sources/{source}/citations?known_at={before}" })
        {
            var item = (await client.ReadAsync(path)).Body!["items"]![0]!;

            Assert.Equal((isShown, "verified", "fast"), (item["context"] is not null, (string?)item["check"], (string?)item["citation"]!["quote"]!["exact"]));
        }
    }

    [Fact]
    public async Task The_index_of_exports_counts_the_lines_that_the_caller_is_given()
    {
        await using var host = await StanceHost.StartAsync();
        using var administrator = host.Writer();
        using var reader = host.Reader();
        await administrator.ReplaceAsync("sources", "minutes", new() { ["title"] = "Minutes", ["kind"] = "document" });
        await administrator.SendAsync(HttpMethod.Put, "/v1/sources/minutes/text", "Present: all.", "text/plain");
        var before = await CountAsync(reader);

        await administrator.ChangeAsync("sources", "minutes", new() { ["text_access"] = "restricted" });

        Assert.Equal((2, 1, 2), (before, await CountAsync(reader), await CountAsync(administrator)));
        Assert.Equal(1, await CountAsync(reader, "?known_at=2"));

        static async Task<int> CountAsync(HttpClient client, string query = "") =>
            (int)(await client.ReadAsync($"/v1/export/index.json{query}")).Body!["datasets"]!.AsArray().Single(dataset => (string)dataset!["name"]! == "everything")!["count"]!;
    }

    [Theory]
    [InlineData("/v1/export/index.json")]
    [InlineData("/v1/export")]
    public async Task The_tag_of_an_export_of_the_past_changes_when_a_text_is_restricted(string path)
    {
        await using var host = await StanceHost.StartAsync();
        using var administrator = host.Writer();
        using var reader = host.Reader();
        await administrator.ReplaceAsync("sources", "minutes", new() { ["title"] = "Minutes", ["kind"] = "document" });
        await administrator.SendAsync(HttpMethod.Put, "/v1/sources/minutes/text", "Present: all.", "text/plain");
        var (all, whole) = (await TagAsync(administrator), await TagAsync(reader));
        await administrator.ReplaceAsync("actors", "council", new() { ["name"] = "The council", ["kind"] = "organization" });
        Assert.Equal((all, whole), (await TagAsync(administrator), await TagAsync(reader)));

        await administrator.ChangeAsync("sources", "minutes", new() { ["text_access"] = "restricted" });

        Assert.Equal(all, await TagAsync(administrator));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?known_at=2") { Headers = { { "If-None-Match", whole } } };
        using var response = await reader.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        async Task<string> TagAsync(HttpClient client)
        {
            using var answer = await client.GetAsync($"{path}?known_at=2", TestContext.Current.CancellationToken);
            return answer.Headers.ETag!.ToString();
        }
    }

    [Fact]
    public async Task It_stays_restricted_when_its_source_is_retired()
    {
        var source = (string)(await administrator.CreateAsync("sources", Source())).Body!["id"]!;
        await administrator.PutTextAsync(source, Text);
        var position = (await administrator.ReadAsync($"/v1/sources/{source}/history")).Body!["items"]![0]!["seq"]!;
        await administrator.ChangeAsync("sources", source, new() { ["text_access"] = "restricted" });
        await administrator.RetireAsync("sources", source);
        using var reader = store.Host.Reader();

        var answer = await reader.ReadAsync($"/v1/sources/{source}/text?known_at={position}");

        Assert.Equal((HttpStatusCode.Forbidden, "text_restricted"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task It_is_opened_by_whoever_may_read_it_and_by_nobody_else()
    {
        var (source, _) = await RestrictedAsync();
        var opened = Source();
        opened["text_access"] = "open";
        using var writer = await ClientAsync("write");
        using var both = await ClientAsync("write", "texts");

        foreach (var refused in new[] { await writer.ChangeAsync("sources", source, new() { ["text_access"] = "open" }), await writer.ReplaceAsync("sources", source, opened) })
            Assert.Equal((HttpStatusCode.Forbidden, "text_restricted", "/text_access"), (refused.Status, refused.Code, refused.Pointers.Single()));
        using var reader = store.Host.Reader();
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.ReadAsync($"/v1/sources/{source}/text")).Status);
        Assert.Equal(HttpStatusCode.OK, (await both.ChangeAsync("sources", source, new() { ["text_access"] = "open" })).Status);
        Assert.Equal(Text, await reader.TextAsync(source));
    }

    [Fact]
    public async Task A_retired_source_cannot_be_restored_open_by_whoever_may_not_read_it()
    {
        var source = (string)(await administrator.CreateAsync("sources", Source())).Body!["id"]!;
        await administrator.PutTextAsync(source, Text);
        await administrator.ChangeAsync("sources", source, new() { ["text_access"] = "restricted" });
        await administrator.RetireAsync("sources", source);
        var opened = Source();
        opened["text_access"] = "open";
        using var writer = await ClientAsync("write");

        var refused = await writer.ReplaceAsync("sources", source, opened);
        var restored = await writer.ReplaceAsync("sources", source, Source());

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Created, "restricted"), (refused.Status, restored.Status, (string?)restored.Body!["text_access"]));
    }

    [Fact]
    public async Task It_stays_restricted_where_a_write_does_not_say()
    {
        var (source, _) = await RestrictedAsync();

        var replaced = await administrator.ReplaceAsync("sources", source, Source());
        var changed = await administrator.ChangeAsync("sources", source, new() { ["publisher"] = "The town" });

        Assert.Equal(("restricted", "restricted"), ((string?)replaced.Body!["text_access"], (string?)changed.Body!["text_access"]));
    }

    [Fact]
    public async Task What_a_caller_has_kept_is_no_answer_for_another()
    {
        var (source, before) = await RestrictedAsync();
        using var reader = store.Host.Reader();
        var path = $"/v1/sources/{source}/citations?known_at={before}";
        var shown = await administrator.ReadAsync(path);
        var hidden = await reader.ReadAsync(path);

        await administrator.ChangeAsync("sources", source, new() { ["text_access"] = "open" });
        var again = await reader.ReadAsync(path, ("If-None-Match", hidden.ETag!));

        Assert.NotEqual(shown.ETag, hidden.ETag);
        Assert.Contains("Authorization", hidden.Headers.Vary);
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.NotNull(again.Body!["items"]![0]!["context"]);
    }

    private static JsonObject Source() => new() { ["title"] = "Minutes of the meeting", ["kind"] = "document" };

    /// <summary>A source whose text is cited once, with the feed position before it was restricted.</summary>
    private async Task<(string Source, string Before)> RestrictedAsync()
    {
        var world = await World.CreateAsync(administrator);
        await administrator.PutTextAsync(world.Source, Text);
        var position = world.NewPosition();
        position["citations"] = new JsonArray(new JsonObject { ["source_id"] = world.Source, ["quote"] = new JsonObject { ["exact"] = "fast" } });
        await world.AddAsync("positions", position);
        var last = (await administrator.ReadAsync("/v1/positions?sort=-recorded_at&limit=1&source_id=" + world.Source)).Body!["items"]![0]!["id"]!;
        var before = (string)(await administrator.ReadAsync($"/v1/positions/{last}/history")).Body!["items"]![0]!["seq"]!;
        await administrator.ChangeAsync("sources", world.Source, new() { ["text_access"] = "restricted" });
        return (world.Source, before);
    }

    private async Task<HttpClient> ClientAsync(params string[] scopes) =>
        scopes is [""] ? store.Host.Reader() : store.Host.Client((await administrator.NewKeyAsync(scopes)).Secret);
}
