using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Citations;

/// <summary>The citations of a source, each with its check and the words in their paragraph.</summary>
public sealed class SourceCitationTests(EmptyStore store)
{
    /// <summary>Paragraphs from 0 to 18, from 20 to 39 and from 41 to 42.</summary>
    private const string Text = "The ferry is slow.\n\nThe bridge is fast.\n\n\U0001F309";

    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task They_come_by_noun_id_and_index_with_their_context()
    {
        var (world, argument, position) = await CitedAsync();
        await client.PutTextAsync(world.Source, Text);

        var list = await client.ReadAsync($"/v1/sources/{world.Source}/citations");

        Assert.Equal((HttpStatusCode.OK, null, null), (list.Status, (string?)list.Body!["next"], (string?)list.Body["known_at"]));
        Assert.Equal(
            [
                $"argument {argument} 0 verified 2 20 [The bridge is fast.] 4-10",
                $"argument {argument} 2 not_found",
                $"position {position} 0 verified 1 0 [The ferry is slow.] 0-18",
                $"position {position} 1 moved 2 20 [The bridge is fast.] 14-18",
                $"position {position} 2 unchecked",
            ],
            list.Body["items"]!.AsArray().Select(item => Told(item!)));
    }

    [Fact]
    public async Task An_item_holds_the_citation_as_its_record_does()
    {
        var (world, _, position) = await CitedAsync();
        await client.PutTextAsync(world.Source, Text);

        var items = (await client.ReadAsync($"/v1/sources/{world.Source}/citations?noun=position")).Body!["items"]!.AsArray();
        var citations = (await client.ReadAsync($"/v1/positions/{position}")).Body!["citations"]!.AsArray();

        Assert.True(JsonNode.DeepEquals(citations, new JsonArray([.. items.Select(item => item!["citation"]!.DeepClone())])));
        Assert.All(items, item => Assert.Equal((string?)item!["citation"]!["check"], (string?)item["check"]));
    }

    [Fact]
    public async Task Checks_and_nouns_are_filters()
    {
        var (world, argument, position) = await CitedAsync();
        await client.PutTextAsync(world.Source, Text);
        var path = $"/v1/sources/{world.Source}/citations";

        Assert.Equal([$"{argument} 2"], await PlacesAsync($"{path}?check=not_found"));
        Assert.Equal([$"{argument} 2", $"{position} 1"], await PlacesAsync($"{path}?check=moved&check=not_found"));
        Assert.Equal([$"{position} 0", $"{position} 1", $"{position} 2"], await PlacesAsync($"{path}?noun=position"));
        Assert.Equal([$"{position} 2"], await PlacesAsync($"{path}?noun=position&check=unchecked"));
    }

    [Fact]
    public async Task Without_a_text_they_are_unchecked_and_have_no_context()
    {
        var (world, _, _) = await CitedAsync();

        var items = (await client.ReadAsync($"/v1/sources/{world.Source}/citations")).Body!["items"]!.AsArray();

        Assert.Equal(5, items.Count);
        Assert.All(items, item => Assert.Equal(("unchecked", null), ((string?)item!["check"], item["context"])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&check=verified")]
    public async Task Pages_hold_each_citation_once_and_show_one_state(string filter)
    {
        var world = await World.CreateAsync(client);
        await client.PutTextAsync(world.Source, Text);
        for (var number = 0; number < 4; number++)
        {
            await world.AddAsync("arguments", Body(world, "arguments", [.. Enumerable.Repeat("ferry", number + 1).Select(words => Quote(words))]));
            await world.AddAsync("positions", Body(world, "positions", Quote("bridge"), Quote("ferry")));
        }

        var all = await PlacesAsync($"/v1/sources/{world.Source}/citations?limit=500{filter}");
        foreach (var limit in new[] { 1, 2, 3, 17, 18 })
        {
            var path = $"/v1/sources/{world.Source}/citations?limit={limit}{filter}";
            var page = await client.ReadAsync(path);
            var places = Places(page).ToList();
            await client.PutTextAsync(world.Source, $"Only the ferry, {limit}.");
            while ((string?)page.Body!["next"] is { } next)
            {
                Assert.Contains($"cursor={next}", page.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
                page = await client.ReadAsync($"{path}&cursor={next}");
                Assert.True(Places(page).Length <= limit);
                Assert.All(page.Body!["items"]!.AsArray(), item => Assert.Equal("verified", (string?)item!["check"]));
                places.AddRange(Places(page));
            }

            Assert.Equal(all, places);
            await client.PutTextAsync(world.Source, Text);
        }

        Assert.Equal(18, all.Length);
    }

    [Fact]
    public async Task The_past_has_its_own_checks_and_context()
    {
        var (world, argument, position) = await CitedAsync();
        await client.PutTextAsync(world.Source, Text);
        var seq = (string)(await client.ReadAsync($"/v1/positions/{position}/history")).Body!["items"]![0]!["seq"]!;
        var now = await client.ReadAsync($"/v1/sources/{world.Source}/citations");
        await client.PutTextAsync(world.Source, "Nothing.");
        await client.ChangeAsync("arguments", argument, new JsonObject { ["citations"] = null });
        await client.RetireAsync("positions", position);

        var past = await client.ReadAsync($"/v1/sources/{world.Source}/citations?known_at={seq}");
        var today = await client.ReadAsync($"/v1/sources/{world.Source}/citations");

        Assert.True(JsonNode.DeepEquals(now.Body!["items"], past.Body!["items"]));
        Assert.Equal(seq, (string?)past.Body["known_at"]);
        Assert.Empty(today.Body!["items"]!.AsArray());
    }

    [Fact]
    public async Task Amid_the_change_of_a_text_there_is_no_context_of_the_text_before()
    {
        var world = await World.CreateAsync(client);
        await client.PutTextAsync(world.Source, "Alpha beta gamma delta.");
        var (position, hash) = (world.NewPosition(), Convert.ToHexStringLower(SHA256.HashData("Alpha beta gamma delta."u8)));
        position["citations"] = JsonNode.Parse($$"""[{"source_id": "{{world.Source}}", "quote": {"exact": "gamma"}, "span": {"start": 11, "end": 16, "text_sha256": "{{hash}}" } }]""");
        var (id, path) = (await world.AddAsync("positions", position), $"/v1/sources/{world.Source}/citations?noun=position");
        await client.PutTextAsync(world.Source, "Omega. Alpha beta gamma delta.");
        await client.PutTextAsync(world.Source, "Alpha beta gamma delta.");

        // The source takes the first feed position of the change, the record that cites it the next one.
        var whole = long.Parse((string)(await client.ReadAsync($"/v1/positions/{id}/history")).Body!["items"]![0]!["seq"]!, CultureInfo.InvariantCulture);
        var amid = (await client.ReadAsync($"{path}&known_at={whole - 1}")).Body!["items"]!.AsArray().Single(item => (string)item!["id"]! == id)!;
        var then = (await client.ReadAsync($"{path}&known_at={whole}")).Body!["items"]!.AsArray().Single(item => (string)item!["id"]! == id)!;

        Assert.Equal(("moved", null), ((string)amid["check"]!, amid["context"]?.ToJsonString()));
        Assert.Equal(("verified", 11), ((string)then["check"]!, (int)then["context"]!["highlight"]!["start"]!));
    }

    [Fact]
    public async Task Nothing_new_is_not_sent_again()
    {
        await using var host = await StanceHost.StartAsync();
        using var writer = host.Writer();
        var world = await World.CreateAsync(writer);
        var path = $"/v1/sources/{world.Source}/citations";
        var first = await writer.ReadAsync(path);

        var again = await writer.ReadAsync(path, ("If-None-Match", first.ETag!));
        await world.AddAsync("positions", world.NewPosition());
        var later = await writer.ReadAsync(path, ("If-None-Match", first.ETag!));

        Assert.StartsWith("W/", first.ETag, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (again.Status, later.Status));
    }

    [Fact]
    public async Task A_source_that_is_not_there_has_none()
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync("sources", world.NewSource());
        await client.RetireAsync("sources", id);

        var retired = await client.ReadAsync($"/v1/sources/{id}/citations");
        var unknown = await client.ReadAsync($"/v1/sources/{Api.NewId()}/citations");

        Assert.Equal((HttpStatusCode.Gone, "retired"), (retired.Status, retired.Code));
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (unknown.Status, unknown.Code));
    }

    [Theory]
    [InlineData("check=broken", "unknown_value", "/check")]
    [InlineData("noun=positions", "unknown_value", "/noun")]
    [InlineData("limit=0", "invalid_parameter", "/limit")]
    [InlineData("limit=501", "invalid_parameter", "/limit")]
    [InlineData("cursor=x", "invalid_cursor", "/cursor")]
    [InlineData("known_at=2999-01-01T00:00:00Z", "known_at_in_future", "/known_at")]
    [InlineData("known_at=yesterday", "invalid_parameter", "/known_at")]
    [InlineData("sort=id", "unknown_parameter", "/sort")]
    [InlineData("as_of=2025", "unknown_parameter", "/as_of")]
    public async Task What_cannot_be_asked_is_refused(string query, string code, string pointer)
    {
        var world = await World.CreateAsync(client);

        var answer = await client.ReadAsync($"/v1/sources/{world.Source}/citations?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, code, pointer), (answer.Status, answer.Code, answer.Pointers.Single()));
    }

    [Theory]
    [InlineData("argument")]
    [InlineData("argument 0")]
    [InlineData("argument -1 x")]
    [InlineData("argument 99999999999 x")]
    [InlineData("actor 0 x")]
    [InlineData("argument 0 NOT-AN-ID")]
    [InlineData("argument 0 x y")]
    public async Task A_cursor_made_by_hand_is_refused(string key)
    {
        var world = await World.CreateAsync(client);
        var payload = Encoding.UTF8.GetBytes($$"""{"S":1,"K":"{{key}}","I":"{{world.Source}}"}""");
        var cursor = Base64Url.EncodeToString([.. SHA256.HashData([.. payload, 0, .. Encoding.UTF8.GetBytes($"citations {world.Source}   ")]).AsSpan(0, 9), .. payload]);

        var answer = await client.ReadAsync($"/v1/sources/{world.Source}/citations?cursor={cursor}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_cursor", "Send a cursor just as `next` gave it."), (answer.Status, answer.Code, (string?)answer.Body!["detail"]));
    }

    [Fact]
    public async Task A_cursor_is_bound_to_its_source_filters_and_time()
    {
        var (world, _, _) = await CitedAsync();
        var (other, _, _) = await CitedAsync();
        var next = (string)(await client.ReadAsync($"/v1/sources/{world.Source}/citations?limit=1")).Body!["next"]!;

        Answer[] refused =
        [
            await client.ReadAsync($"/v1/sources/{other.Source}/citations?limit=1&cursor={next}"),
            await client.ReadAsync($"/v1/sources/{world.Source}/citations?limit=1&check=unchecked&cursor={next}"),
            await client.ReadAsync($"/v1/sources/{world.Source}/citations?limit=1&noun=position&cursor={next}"),
            await client.ReadAsync($"/v1/sources/{world.Source}/citations?limit=1&known_at=1&cursor={next}"),
        ];

        Assert.All(refused, answer => Assert.Equal((HttpStatusCode.BadRequest, "invalid_cursor"), (answer.Status, answer.Code)));
    }

    /// <summary>An argument with three citations, one of another source, and a position with three.</summary>
    private async Task<(World World, string Argument, string Position)> CitedAsync()
    {
        var world = await World.CreateAsync(client);
        var other = await world.AddAsync("sources", world.NewSource());
        var argument = Body(world, "arguments", Quote("bridge"), Quote("ferry"), Quote("tunnel"));
        argument["citations"]![1]!["source_id"] = other;
        var position = Body(world, "positions", new JsonObject { ["locator"] = new JsonObject { ["paragraph"] = 1 } }, Quote("fast", paragraph: 1), []);
        return (world, await world.AddAsync("arguments", argument), await world.AddAsync("positions", position));
    }

    private static JsonObject Quote(string words, int? paragraph = null)
    {
        var citation = new JsonObject { ["quote"] = new JsonObject { ["exact"] = words } };
        if (paragraph is not null) citation["locator"] = new JsonObject { ["paragraph"] = paragraph };
        return citation;
    }

    private static JsonObject Body(World world, string noun, params JsonObject[] citations)
    {
        var body = world.New(noun);
        foreach (var citation in citations) citation["source_id"] = world.Source;
        body["citations"] = new JsonArray([.. citations]);
        return body;
    }

    private async Task<string[]> PlacesAsync(string path) => Places(await client.ReadAsync(path));

    private static string[] Places(Answer answer) => [.. answer.Body!["items"]!.AsArray().Select(item => $"{item!["id"]} {item["index"]}")];

    private static string Told(JsonNode item)
    {
        var told = $"{item["noun"]} {item["id"]} {item["index"]} {item["check"]}";
        return item["context"] is not { } context
            ? told
            : $"{told} {context["paragraph"]} {context["start"]} [{context["text"]}] {context["highlight"]!["start"]}-{context["highlight"]!["end"]}";
    }
}
