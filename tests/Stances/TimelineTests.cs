using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Stances;

/// <summary>Timelines along the world's time and the record's.</summary>
public sealed class TimelineTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task The_stated_axis_follows_what_was_said_and_the_recorded_axis_what_was_entered()
    {
        var world = await World.CreateAsync(client);
        var late = await SayAsync(world, "support", "2025-03-10");
        var early = await SayAsync(world, "oppose", "2025-02-10");

        var stated = await ReadAsync($"/v1/questions/{world.Question}/timeline");
        var recorded = await ReadAsync($"/v1/actors/{world.Actor}/timeline?axis=recorded");

        Assert.Equal([$"2025-02-10  oppose new_statement {early}", $"2025-03-10 oppose support new_statement {late}"], stated.Select(Tell));
        Assert.Equal([$" support new_statement {late}"], recorded.Select(item => Tell(item).Split(' ', 2)[1]));
        Assert.All(stated, item => Assert.Null(item["seq"]));
        Assert.Equal((string)(await client.ReadAsync($"/v1/positions/{late}/history")).Body!["items"]![0]!["seq"]!, (string?)recorded.Single()["seq"]);
    }

    [Fact]
    public async Task The_recorded_axis_tells_corrections_conditions_and_retirements()
    {
        var world = await World.CreateAsync(client);
        var position = await SayAsync(world, "support", "2025-03-10", body =>
        {
            body["modality"] = "conditional";
            body["conditions"] = Conditions("open");
        });
        await client.ChangeAsync("positions", position, new JsonObject { ["stance"] = "strongly_support" });
        await client.ChangeAsync("positions", position, new JsonObject { ["summary"] = "The same in other words." });
        await client.ChangeAsync("positions", position, new JsonObject { ["conditions"] = Conditions("failed") });
        await client.ChangeAsync("positions", position, new JsonObject { ["conditions"] = Conditions("open") });
        await client.RetireAsync("positions", position);
        await client.ReplaceAsync("positions", position, world.NewPosition());

        var items = await ReadAsync($"/v1/questions/{world.Question}/timeline?axis=recorded");

        Assert.Equal(
            [
                " support new_statement",
                "support strongly_support correction",
                "strongly_support no_position condition_failed",
                "no_position strongly_support correction",
                "strongly_support  retirement",
                " support new_statement",
            ],
            items.Select(item => $"{item["from"]} {item["to"]} {item["cause"]}"));
        Assert.Equal(items.Select(item => long.Parse((string)item["seq"]!, System.Globalization.CultureInfo.InvariantCulture)).Order(), items.Select(item => long.Parse((string)item["seq"]!, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_condition_that_is_met_lifts_its_statement_on_both_axes()
    {
        var world = await World.CreateAsync(client);
        await SayAsync(world, "withheld", "2025-03-10");
        var position = await SayAsync(world, "support", "2025-03-10", body =>
        {
            body["modality"] = "conditional";
            body["conditions"] = Conditions("open");
        });
        await client.ChangeAsync("positions", position, new JsonObject { ["conditions"] = Conditions("met", "2025-05") });

        var stated = await ReadAsync($"/v1/questions/{world.Question}/timeline");
        var recorded = await ReadAsync($"/v1/questions/{world.Question}/timeline?axis=recorded");
        var before = await ReadAsync($"/v1/questions/{world.Question}/timeline?axis=recorded&as_of=2025-05-30");

        Assert.Equal($"2025-05-31 withheld support condition_met {position}", Tell(stated[^1]));
        Assert.Equal($"withheld support condition_met {position}", Tell(recorded[^1]).Split(' ', 2)[1]);
        Assert.Single(before);
    }

    [Fact]
    public async Task A_corrected_holder_or_capacity_shows_on_both_stances()
    {
        var world = await World.CreateAsync(client);
        var position = await SayAsync(world, "support", "2025-03-10");
        await client.ChangeAsync("positions", position, new JsonObject { ["capacity"] = "personal" });

        var items = await ReadAsync($"/v1/questions/{world.Question}/timeline?axis=recorded");
        var personal = await ReadAsync($"/v1/questions/{world.Question}/timeline?axis=recorded&capacity=personal");

        Assert.Equal(
            ["official  support new_statement", "official support  correction", "personal  support correction"],
            items.Select(item => $"{item["capacity"]} {item["from"]} {item["to"]} {item["cause"]}"));
        Assert.Equal(["personal  support correction"], personal.Select(item => $"{item["capacity"]} {item["from"]} {item["to"]} {item["cause"]}"));
    }

    [Fact]
    public async Task A_source_whose_date_is_corrected_moves_what_had_been_said_by_then()
    {
        var world = await World.CreateAsync(client);
        var position = await SayAsync(world, "support", "2025");
        await client.ChangeAsync("sources", world.Source, new JsonObject { ["published_on"] = "2025-06" });

        var items = await ReadAsync($"/v1/questions/{world.Question}/timeline?axis=recorded&as_of=2025-04");

        Assert.Equal([$" support new_statement {position}", $"support  correction {position}"], items.Select(item => Tell(item).Split(' ', 2)[1]));
    }

    [Fact]
    public async Task At_each_position_of_the_recorded_axis_the_stance_was_what_it_says()
    {
        var world = await World.CreateAsync(client);
        var first = await SayAsync(world, "support", "2025-03-10");
        await SayAsync(world, "withheld", "2025-03-11");
        await client.ChangeAsync("positions", first, new JsonObject { ["stated_on"] = "2025-03-12" });
        await client.RetireAsync("positions", first);

        var items = await ReadAsync($"/v1/questions/{world.Question}/timeline?axis=recorded");

        Assert.Equal(["support", "withheld", "support", "withheld"], items.Select(item => (string?)item["to"]));
        foreach (var item in items)
        {
            var then = (await client.ReadAsync($"/v1/stances?question_id={world.Question}&known_at={item["seq"]}")).Body!["items"]!.AsArray();
            Assert.Equal((string?)item["to"], (string?)then.Single()!["stance"]);
        }
    }

    [Fact]
    public async Task A_timeline_is_paged_like_any_list()
    {
        var world = await World.CreateAsync(client);
        foreach (var day in Enumerable.Range(10, 7)) await SayAsync(world, day % 2 == 0 ? "support" : "oppose", $"2025-03-{day}");
        foreach (var axis in new[] { "stated", "recorded" })
        {
            var whole = await ReadAsync($"/v1/questions/{world.Question}/timeline?axis={axis}");
            var path = $"/v1/questions/{world.Question}/timeline?axis={axis}&limit=3";
            var first = await client.ReadAsync(path);
            await SayAsync(world, "neutral", "2025-01-01");
            var second = await client.ReadAsync($"{path}&cursor={first.Body!["next"]}");
            var third = await client.ReadAsync($"{path}&cursor={second.Body!["next"]}");

            Assert.Equal(whole.Select(Tell), new[] { first, second, third }.SelectMany(page => page.Body!["items"]!.AsArray()).Select(item => Tell(item!)));
            Assert.Null((string?)third.Body!["next"]);
            Assert.Equal(whole.Length, (long?)(await client.ReadAsync($"{path}&count=true&cursor={first.Body["next"]}")).Body!["total"]);
        }
    }

    [Theory]
    [InlineData("/v1/questions/nothing-here/timeline", HttpStatusCode.NotFound, "not_found")]
    [InlineData("/v1/actors/Nobody!/timeline", HttpStatusCode.BadRequest, "invalid_id")]
    [InlineData("/v1/actors/x/timeline?axis=both", HttpStatusCode.BadRequest, "unknown_value")]
    [InlineData("/v1/actors/x/timeline?actor_id=y", HttpStatusCode.BadRequest, "unknown_parameter")]
    [InlineData("/v1/actors/x/timeline?known_at=99999999", HttpStatusCode.BadRequest, "known_at_in_future")]
    [InlineData("/v1/actors/x/timeline?as_of=soon", HttpStatusCode.BadRequest, "invalid_date")]
    public async Task What_cannot_be_asked_is_refused(string path, HttpStatusCode status, string code)
    {
        var answer = await client.ReadAsync(path);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    private static JsonArray Conditions(string status, string? on = null) =>
        new(new JsonObject { ["id"] = "c1", ["text"] = "Others pay.", ["strength"] = "requirement", ["status"] = status, ["status_on"] = on });

    private async Task<string> SayAsync(World world, string stance, string day, Action<JsonObject>? change = null)
    {
        var body = world.NewPosition();
        (body["stance"], body["stated_on"]) = (stance, day);
        change?.Invoke(body);
        return await world.AddAsync("positions", body);
    }

    private async Task<JsonNode[]> ReadAsync(string path)
    {
        var answer = await client.ReadAsync(path);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body?.ToJsonString());
        return [.. answer.Body!["items"]!.AsArray().Select(item => item!)];
    }

    private static string Tell(JsonNode item) => $"{item["at"]} {item["from"]} {item["to"]} {item["cause"]} {item["position_id"]}";
}
