using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Citations;

/// <summary>Citations are checked when they are written, and again when the text changes.</summary>
public sealed class CitationWriteTests(EmptyStore store)
{
    /// <summary>Paragraphs from 0 to 18 and from 20 to 39.</summary>
    private const string Text = "The ferry is slow.\n\nThe bridge is fast.";

    private static readonly string[] Citing = ["positions", "arguments"];

    private readonly HttpClient client = store.Host.Writer();

    public static TheoryData<string> Nouns => [.. Citing];

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_citation_is_unchecked_until_the_source_has_a_text(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, Body(world, noun, Quote("ferry is"), Quote("bridge is", paragraph: 1), Quote("ship"), Quote(null, paragraph: 2)));

        var before = await client.ReadAsync($"/v1/{noun}/{id}");
        var stored = await client.PutTextAsync(world.Source, Text);
        var after = await client.ReadAsync($"/v1/{noun}/{id}");

        Assert.Equal(["unchecked", "unchecked", "unchecked", "unchecked"], Checks(before));
        Assert.Equal(["verified", "moved", "not_found", "verified"], Checks(after));
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["start"] = 24, ["end"] = 33, ["text_sha256"] = (string?)stored.Body!["source"]!["text_sha256"] }, after.Body!["citations"]![1]!["moved_to"]));
        Assert.Equal(("\"1\"", "\"2\""), (before.ETag, after.ETag));
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["verified"] = 2, ["moved"] = 1, ["not_found"] = 1, ["unchecked"] = 0 }, stored.Body["citations"]));
        Assert.Equal(1, (int)stored.Body["rechecked"]!);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task History_and_the_past_show_the_checks_as_they_were(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, Body(world, noun, Quote("ferry")));
        await client.PutTextAsync(world.Source, Text);
        await client.PutTextAsync(world.Source, "The tunnel is dear.");

        var history = (await client.ReadAsync($"/v1/{noun}/{id}/history")).Body!["items"]!.AsArray();
        var past = await client.ReadAsync($"/v1/{noun}/{id}?known_at={history[1]!["seq"]}");

        Assert.Equal(["not_found", "verified", "unchecked"], history.Select(entry => (string?)entry!["data"]!["citations"]![0]!["check"]));
        Assert.Equal(["update citations", "update citations", "create "], history.Select(entry => $"{entry!["op"]} {string.Join(',', entry["changes"]!.AsArray().Select(change => change!["member"]))}"));
        Assert.Equal(["verified"], Checks(past));
    }

    [Fact]
    public async Task A_text_enters_the_feed_as_its_source_then_the_arguments_and_positions_it_changes()
    {
        await using var host = await StanceHost.StartAsync();
        using var writer = host.Writer();
        var world = await World.CreateAsync(writer);
        foreach (var id in new[] { "b", "a" })
        {
            await writer.ReplaceAsync("positions", $"position-{id}", Body(world, "positions", Quote("ferry")));
            await writer.ReplaceAsync("arguments", $"argument-{id}", Body(world, "arguments", Quote("ferry")));
        }

        var other = await World.CreateAsync(writer);
        await writer.ReplaceAsync("positions", "elsewhere", Body(other, "positions", Quote("ferry")));
        var head = (string?)(await writer.ReadAsync("/v1/changes?limit=500")).Body!["next"];

        await writer.PutTextAsync(world.Source, Text);

        var entries = (await writer.ReadAsync($"/v1/changes?after={head}")).Body!["items"]!.AsArray();
        Assert.Equal(
            [$"source {world.Source} 2", "argument argument-a 2", "argument argument-b 2", "position position-a 2", "position position-b 2"],
            entries.Select(entry => $"{entry!["type"]} {entry["id"]} {entry["version"]}"));
        Assert.All(entries.Skip(1), entry => Assert.Equal("verified", (string?)entry!["data"]!["citations"]![0]!["check"]));
    }

    [Fact]
    public async Task Only_what_a_text_changes_has_a_new_version()
    {
        var world = await World.CreateAsync(client);
        await client.PutTextAsync(world.Source, Text);
        var kept = await world.AddAsync("positions", Body(world, "positions", Quote("ferry")));
        var lost = await world.AddAsync("positions", Body(world, "positions", Quote("bridge")));

        var stored = await client.PutTextAsync(world.Source, "The ferry is slow.");

        Assert.Equal(1, (int)stored.Body!["rechecked"]!);
        Assert.Equal(("\"1\"", "\"2\""), ((await client.ReadAsync($"/v1/positions/{kept}")).ETag, (await client.ReadAsync($"/v1/positions/{lost}")).ETag));
        Assert.Equal(lost, (await client.ReadAsync($"/v1/positions?source_id={world.Source}&id={lost}")).Ids.Single());
    }

    [Fact]
    public async Task An_argument_may_cite_several_sources_each_by_its_own_text()
    {
        var world = await World.CreateAsync(client);
        var other = await world.AddAsync("sources", world.NewSource());
        var argument = Body(world, "arguments", Quote("ferry"));
        argument["citations"]!.AsArray().Add(new JsonObject { ["source_id"] = other, ["quote"] = new JsonObject { ["exact"] = "ferry" } });
        var id = await world.AddAsync("arguments", argument);

        await client.PutTextAsync(other, "No such word.");
        var one = await client.ReadAsync($"/v1/arguments/{id}");
        await client.PutTextAsync(world.Source, Text);
        var both = await client.ReadAsync($"/v1/arguments/{id}");

        Assert.Equal(["unchecked", "not_found"], Checks(one));
        Assert.Equal(["verified", "not_found"], Checks(both));
    }

    [Theory]
    [InlineData("""{"quote": {"exact": "ship"}}""", "quote_not_found", "quote/exact")]
    [InlineData("""{"quote": {"exact": "ferry", "prefix": "slow"}}""", "quote_not_found", "quote/exact")]
    [InlineData("""{"quote": {"exact": "ferry"}, "span": {"start": 0, "end": 40, "text_sha256": "$"}}""", "span_out_of_text", "span/end")]
    [InlineData("""{"span": {"start": 0, "end": 40, "text_sha256": "$"}}""", "span_out_of_text", "span/end")]
    [InlineData("""{"span": {"start": 2000000000, "end": 2147483647, "text_sha256": "$"}}""", "span_out_of_text", "span/end")]
    [InlineData("""{"span": {"start": 0, "end": 5, "text_sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}""", "text_mismatch", "span/text_sha256")]
    [InlineData("""{"locator": {"paragraph": 3}}""", "paragraph_not_found", "locator/paragraph")]
    [InlineData("""{"locator": {"paragraph": 2}, "span": {"start": 0, "end": 18, "text_sha256": "$"}}""", "span_out_of_paragraph", "span/start")]
    public async Task What_the_text_does_not_bear_out_is_refused_or_kept_on_demand(string citation, string code, string place)
    {
        var world = await World.CreateAsync(client);
        var sha256 = (string)(await client.PutTextAsync(world.Source, Text)).Body!["source"]!["text_sha256"]!;
        foreach (var noun in Citing)
        {
            var id = await world.AddAsync(noun, Body(world, noun, Quote("ferry")));
            var broken = JsonNode.Parse(citation.Replace("$", sha256, StringComparison.Ordinal))!.AsObject();
            var body = Body(world, noun, Quote("ferry"), broken);

            Answer[] refused =
            [
                await client.CreateAsync(noun, body),
                await client.ReplaceAsync(noun, id, body),
                await client.ChangeAsync(noun, id, new JsonObject { ["citations"] = body["citations"]!.DeepClone() }),
            ];
            var kept = await client.SendAsync(HttpMethod.Put, $"/v1/{noun}/{id}?allow_unverified=true", body.ToJsonString());
            var changed = await client.ChangeAsync(noun, id, new JsonObject { [noun == "positions" ? "summary" : "claim"] = "Changed." });

            Assert.All(refused, answer => Assert.Equal((HttpStatusCode.UnprocessableEntity, code, $"/citations/1/{place}"), (answer.Status, answer.Code, answer.Pointers.Single())));
            Assert.Equal((HttpStatusCode.OK, "\"2\""), (kept.Status, kept.ETag));
            Assert.Equal((HttpStatusCode.OK, "\"3\""), (changed.Status, changed.ETag));
            Assert.Equal(Checks(kept), Checks(changed));
        }
    }

    [Fact]
    public async Task Words_that_are_there_without_their_prefix_are_told_so()
    {
        var world = await World.CreateAsync(client);
        await client.PutTextAsync(world.Source, Text);
        var body = Body(world, "positions", new JsonObject { ["quote"] = new JsonObject { ["exact"] = "bridge", ["suffix"] = "was" } });

        var answer = await client.CreateAsync("positions", body);

        Assert.Contains("from 24 to 30", (string?)answer.Body!["errors"]![0]!["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_place_that_is_wrong_is_told()
    {
        var world = await World.CreateAsync(client);
        await client.PutTextAsync(world.Source, Text);

        var answer = await client.CreateAsync("arguments", Body(world, "arguments", Quote("ship"), Quote("ferry"), Quote(null, paragraph: 9), Quote("boat")));

        Assert.Equal(["/citations/0/quote/exact", "/citations/2/locator/paragraph", "/citations/3/quote/exact"], answer.Pointers);
    }

    [Fact]
    public async Task A_quote_that_is_elsewhere_is_taken_as_moved()
    {
        var world = await World.CreateAsync(client);
        await client.PutTextAsync(world.Source, Text);

        var created = await client.CreateAsync("positions", Body(world, "positions", Quote("bridge", paragraph: 1)));
        var again = await client.SendAsync(HttpMethod.Put, created.Headers.Location!.ToString(), created.Body!.ToJsonString());

        Assert.Equal((HttpStatusCode.Created, "moved"), (created.Status, Checks(created).Single()));
        Assert.Equal((HttpStatusCode.OK, "\"1\""), (again.Status, again.ETag));
    }

    [Fact]
    public async Task A_restored_position_is_checked_against_the_text_of_today_and_not_refused()
    {
        var world = await World.CreateAsync(client);
        await client.PutTextAsync(world.Source, Text);
        var body = Body(world, "positions", Quote("ferry"));
        var id = await world.AddAsync("positions", body);
        await client.RetireAsync("positions", id);
        await client.PutTextAsync(world.Source, "The tunnel is dear.");

        var restored = await client.ReplaceAsync("positions", id, body);
        var anew = await client.CreateAsync("positions", body.DeepClone().AsObject());

        Assert.Equal((HttpStatusCode.Created, "not_found"), (restored.Status, Checks(restored).Single()));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "quote_not_found"), (anew.Status, anew.Code));
    }

    [Fact]
    public async Task Other_nouns_and_retirements_know_no_unverified_citations()
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync("positions", world.NewPosition());

        foreach (var noun in World.Nouns.Except(Citing))
            Assert.Equal("unknown_parameter", (await client.SendAsync(HttpMethod.Post, $"/v1/{noun}?allow_unverified=true", world.New(noun).ToJsonString())).Code);
        Assert.Equal("unknown_parameter", (await client.SendAsync(HttpMethod.Delete, $"/v1/positions/{id}?allow_unverified=true")).Code);
        Assert.Equal("invalid_parameter", (await client.SendAsync(HttpMethod.Put, $"/v1/positions/{id}?allow_unverified=1", world.NewPosition().ToJsonString())).Code);
    }

    private static JsonObject Quote(string? words, int? paragraph = null)
    {
        var citation = new JsonObject();
        if (words is not null) citation["quote"] = new JsonObject { ["exact"] = words };
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

    private static string[] Checks(Answer answer) => [.. answer.Body!["citations"]!.AsArray().Select(citation => (string)citation!["check"]!)];
}
