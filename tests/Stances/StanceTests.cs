using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Stances;

/// <summary>Stances over HTTP: filters, times, paging, and what a condition does.</summary>
public sealed class StanceTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task Setting_a_condition_changes_the_stance_and_the_answer_says_why()
    {
        var world = await World.CreateAsync(client);
        await SayAsync(world, "withheld");
        var conditional = await SayAsync(world, "support", body =>
        {
            body["modality"] = "conditional";
            body["conditions"] = new JsonArray(new JsonObject { ["id"] = "c1", ["text"] = "Others pay.", ["strength"] = "requirement" });
        });
        var before = await StanceAsync(world);
        await SetAsync(conditional, "met", "2025-04-01");
        var met = await StanceAsync(world);
        var earlier = await StanceAsync(world, "&as_of=2025-03-31");
        await SetAsync(conditional, "failed", "2025-04-01");
        var failed = await StanceAsync(world);

        Assert.Equal(("withheld", "support", "modality"), (Text(before, "stance"), Text(before, "leaning"), Text(before, "decided_by")));
        Assert.Equal(("support", "asserted", "2025-04-01"), (Text(met, "stance"), Text(met, "modality"), Text(met, "since")));
        Assert.Equal(("withheld", "2025-04-01"), (Text(met["previous"]!, "stance"), Text(met["previous"]!, "until")));
        Assert.Equal(("met", "2025-04-01", conditional), (Text(met["conditions"]![0]!, "status"), Text(met["conditions"]![0]!, "status_on"), Text(met["conditions"]![0]!, "position_id")));
        Assert.Equal(("withheld", "open", null), (Text(earlier, "stance"), Text(earlier["conditions"]![0]!, "status"), Text(earlier["conditions"]![0]!, "status_on")));
        Assert.Equal(("withheld", null), (Text(failed, "stance"), Text(failed, "leaning")));
        Assert.Equal((conditional, "requirement_failed", "c1"), (Text(failed["dropped"]![0]!, "position_id"), Text(failed["dropped"]![0]!, "reason"), (string?)failed["dropped"]![0]!["condition_ids"]![0]));
    }

    [Theory]
    [InlineData("/v1/matrix?actor_id={0}&question_id={1}", "cells")]
    [InlineData("/v1/questions/{1}/summary?actor_id={0}", "actors")]
    public async Task What_is_left_of_a_stance_without_positions_is_why(string path, string member)
    {
        var world = await World.CreateAsync(client);
        var failed = await SayAsync(world, "support", body =>
        {
            body["modality"] = "conditional";
            body["conditions"] = new JsonArray(new JsonObject { ["id"] = "c1", ["text"] = "Others pay.", ["strength"] = "requirement", ["status"] = "failed", ["status_on"] = "2025-04-01" });
        });

        var figure = (await client.ReadAsync(string.Format(CultureInfo.InvariantCulture, path, world.Actor, world.Question))).Body![member]!.AsArray().Single()!;

        Assert.Equal(("no_position", "[]"), (Text(figure, "stance"), figure["basis"]!.ToJsonString()));
        Assert.Equal($$"""[{"position_id":"{{failed}}","reason":"requirement_failed","condition_ids":["c1"]}]""", figure["dropped"]!.ToJsonString());
    }

    [Fact]
    public async Task Each_capacity_is_a_stance_of_its_own()
    {
        var world = await World.CreateAsync(client);
        await SayAsync(world, "support", body => body["capacity"] = "personal");
        await SayAsync(world, "oppose");

        var both = await ListAsync(world);
        var personal = await ListAsync(world, "&capacity=personal");

        Assert.Equal(["official oppose", "personal support"], both.Select(item => $"{item["capacity"]} {item["stance"]}"));
        Assert.Equal(["personal support"], personal.Select(item => $"{item["capacity"]} {item["stance"]}"));
    }

    [Theory]
    [InlineData("attribution=background", "support")]
    [InlineData("modality=predicted", "neutral")]
    [InlineData("stated_on.lte=2025-02", "strongly_oppose")]
    [InlineData("actor_kind=person&actor_kind=organization", "oppose")]
    [InlineData("actor_kind=person", null)]
    [InlineData("stance=oppose", "oppose")]
    [InlineData("stance=support", null)]
    [InlineData("verdict=sufficient", "oppose")]
    [InlineData("verdict=thin", null)]
    [InlineData("leaning=support", null)]
    [InlineData("as_of=2025-02-28", "strongly_oppose")]
    public async Task Filters_choose_positions_before_the_rule_and_results_after_it(string filter, string? stance)
    {
        var world = await World.CreateAsync(client);
        await SayAsync(world, "oppose");
        await SayAsync(world, "support", body => (body["attribution"], body["stated_on"]) = ("background", "2025-04-01"));
        await SayAsync(world, "neutral", body => (body["modality"], body["stated_on"]) = ("predicted", "2025-04-01"));
        await SayAsync(world, "strongly_oppose", body => body["stated_on"] = "2025-02-01");

        var items = await ListAsync(world, $"&{filter}");

        Assert.Equal(stance, items.Select(item => Text(item, "stance")).SingleOrDefault());
    }

    [Fact]
    public async Task A_source_filter_sees_only_what_it_reports()
    {
        var world = await World.CreateAsync(client);
        var other = await world.AddAsync("sources", world.NewSource());
        await SayAsync(world, "oppose");
        await SayAsync(world, "support", body => (body["stated_on"], body["citations"]) = ("2025-04-01", new JsonArray(new JsonObject { ["source_id"] = other })));

        var page = (await client.ReadAsync($"/v1/stances?question_id={world.Question}&source_id={world.Source}")).Body!;

        Assert.Equal("oppose", Text(page["items"]!.AsArray().Single()!, "stance"));
        Assert.Equal([world.Source], page["filters"]!["source_id"]!.AsArray().Select(id => (string?)id));
        Assert.Equal([world.Question], page["filters"]!["question_id"]!.AsArray().Select(id => (string?)id));
    }

    [Fact]
    public async Task A_stance_is_answered_as_it_was_known()
    {
        var world = await World.CreateAsync(client);
        var position = await SayAsync(world, "oppose");
        var known = (string)(await client.ReadAsync($"/v1/stances?question_id={world.Question}")).Body!["snapshot"]!;
        await client.ChangeAsync("positions", position, new JsonObject { ["stance"] = "support" });

        var now = await StanceAsync(world);
        var then = (await client.ReadAsync($"/v1/stances?question_id={world.Question}&known_at={known}&as_of=2025-12&expand=actor,positions")).Body!;

        Assert.Equal("support", Text(now, "stance"));
        Assert.Equal(("oppose", known, known, "2025-12"), (Text(then["items"]![0]!, "stance"), Text(then, "known_at"), Text(then, "snapshot"), Text(then, "as_of")));
        Assert.Equal(("oppose", world.Actor), (Text(then["items"]![0]!["positions"]![0]!, "stance"), Text(then["items"]![0]!["actor"]!, "id")));
    }

    [Fact]
    public async Task A_source_that_was_published_earlier_tells_by_when_it_had_been_said()
    {
        var world = await World.CreateAsync(client);
        await SayAsync(world, "oppose", body => body["stated_on"] = "2025");

        var before = await ListAsync(world, "&as_of=2025-03-30");
        var after = await ListAsync(world, "&as_of=2025-03-31");
        var positions = await client.ReadAsync($"/v1/positions?question_id={world.Question}&as_of=2025-03-31");

        Assert.Empty(before);
        Assert.Equal("2025-03-31", Text(after.Single(), "since"));
        Assert.Single(positions.Ids);
    }

    [Fact]
    public async Task Pages_show_every_stance_once_and_one_state()
    {
        var world = await World.CreateAsync(client);
        string[] actors = [world.Actor, .. await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => world.AddAsync("actors", world.NewActor())))];
        foreach (var actor in actors)
        {
            await SayAsync(world, "support", body => body["actor_id"] = actor);
            await SayAsync(world, "oppose", body => (body["actor_id"], body["capacity"]) = (actor, "expert"));
        }

        var path = $"/v1/stances?question_id={world.Question}&limit=3&count=true";
        var seen = new List<string>();
        var totals = new HashSet<long>();
        for (string? next = ""; next is not null;)
        {
            var page = await client.ReadAsync(next.Length == 0 ? path : $"{path}&cursor={next}");
            seen.AddRange(page.Body!["items"]!.AsArray().Select(item => $"{item!["actor_id"]} {item["capacity"]}"));
            totals.Add((long)page.Body["total"]!);
            next = (string?)page.Body["next"];
            await SayAsync(world, "oppose", body => body["capacity"] = "party");
        }

        Assert.Equal(actors.Order(StringComparer.Ordinal).SelectMany(actor => new[] { $"{actor} official", $"{actor} expert" }), seen);
        Assert.Equal([14], totals);
    }

    [Theory]
    [InlineData("as_of=yesterday", "invalid_date", "/as_of")]
    [InlineData("as_of=2025-02-30", "invalid_date", "/as_of")]
    [InlineData("known_at=999999999", "known_at_in_future", "/known_at")]
    [InlineData("stance=for", "unknown_value", "/stance")]
    [InlineData("leaning=withheld", "invalid_parameter", "/leaning")]
    [InlineData("verdict=weak", "unknown_value", "/verdict")]
    [InlineData("actor_kind=robot", "unknown_value", "/actor_kind")]
    [InlineData("sort=id", "unknown_parameter", "/sort")]
    [InlineData("cursor=AAAA", "invalid_cursor", "/cursor")]
    [InlineData("limit=0", "invalid_parameter", "/limit")]
    [InlineData("expand=sources", "unknown_value", "/expand")]
    [InlineData("stated_on.gte=2026&stated_on.lt=2025", "reversed_range", "/stated_on.lt")]
    [InlineData("stated_on.gt=2026&stated_on.lte=2025", "reversed_range", "/stated_on.lte")]
    public async Task What_cannot_be_asked_is_refused(string query, string code, string pointer)
    {
        var answer = await client.ReadAsync($"/v1/stances?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, code, pointer), (answer.Status, answer.Code, answer.Pointers.FirstOrDefault()));
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2025-02-30")]
    [InlineData("2025-10-28T25:00:00Z")]
    public async Task A_time_of_the_world_that_is_none_is_refused_by_positions_too(string asOf)
    {
        var answer = await client.ReadAsync($"/v1/positions?as_of={asOf}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_date", "/as_of"), (answer.Status, answer.Code, answer.Pointers.Single()));
    }

    [Theory]
    [InlineData("actors")]
    [InlineData("sources")]
    [InlineData("questions")]
    [InlineData("arguments")]
    public async Task Other_lists_refuse_as_of(string noun)
    {
        var answer = await client.ReadAsync($"/v1/{noun}?as_of=2025");

        Assert.Equal((HttpStatusCode.BadRequest, "unknown_parameter", "/as_of"), (answer.Status, answer.Code, answer.Pointers.Single()));
    }

    [Fact]
    public async Task A_cursor_is_bound_to_both_times_and_the_filters()
    {
        var world = await World.CreateAsync(client);
        await SayAsync(world, "support");
        await SayAsync(world, "support", body => body["capacity"] = "party");
        foreach (var list in new[] { "stances", "positions" })
        {
            var path = $"/v1/{list}?question_id={world.Question}&limit=1&as_of=2025-12";
            var next = (string)(await client.ReadAsync(path)).Body!["next"]!;

            var same = await client.ReadAsync($"{path}&cursor={next}");
            var otherTime = await client.ReadAsync($"/v1/{list}?question_id={world.Question}&limit=1&as_of=2025-11&cursor={next}");
            var noTime = await client.ReadAsync($"/v1/{list}?question_id={world.Question}&limit=1&cursor={next}");
            var otherFilter = await client.ReadAsync($"{path}&attribution=on_record&cursor={next}");

            Assert.Equal(HttpStatusCode.OK, same.Status);
            Assert.All([otherTime, noTime, otherFilter], answer => Assert.Equal((HttpStatusCode.BadRequest, "invalid_cursor"), (answer.Status, answer.Code)));
        }
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        var world = await World.CreateAsync(client);
        var path = $"/v1/stances?question_id={world.Question}&known_at=1";
        var tag = (await client.ReadAsync(path)).ETag!;

        var again = await client.ReadAsync(path, ("If-None-Match", tag));

        Assert.StartsWith("W/", tag, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, again.Status);
    }

    private async Task<string> SayAsync(World world, string stance, Action<JsonObject>? change = null)
    {
        var body = world.NewPosition();
        body["stance"] = stance;
        change?.Invoke(body);
        return await world.AddAsync("positions", body);
    }

    private async Task SetAsync(string position, string status, string on)
    {
        var condition = new JsonObject { ["id"] = "c1", ["text"] = "Others pay.", ["strength"] = "requirement", ["status"] = status, ["status_on"] = on };
        var answer = await client.ChangeAsync("positions", position, new JsonObject { ["conditions"] = new JsonArray(condition) });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    private async Task<JsonNode[]> ListAsync(World world, string more = "") =>
        [.. (await client.ReadAsync($"/v1/stances?question_id={world.Question}{more}")).Body!["items"]!.AsArray().Select(item => item!)];

    private async Task<JsonNode> StanceAsync(World world, string more = "") => (await ListAsync(world, more)).Single();

    private static string? Text(JsonNode node, string member) => (string?)node[member];
}
