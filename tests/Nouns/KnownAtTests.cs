using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Nouns;

/// <summary>Reads of the past: what had been recorded by a feed position or an instant.</summary>
public sealed class KnownAtTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(Nouns))]
    public async Task Records_and_lists_are_answered_as_they_were(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, world.New(noun));
        var first = await client.ReadAsync($"/v1/{noun}/{id}");
        var list = await client.ReadAsync($"/v1/{noun}?id={id}");
        var position = (await client.ReadAsync($"/v1/{noun}/{id}/history")).Body!["items"]![0]!["seq"]!.ToString();
        await client.RetireAsync(noun, id);

        var record = await client.ReadAsync($"/v1/{noun}/{id}?known_at={position}");
        var byInstant = await client.ReadAsync($"/v1/{noun}/{id}?known_at={first.Body!["recorded_at"]}");
        var past = await client.ReadAsync($"/v1/{noun}?id={id}&known_at={position}&count=true");
        var now = await client.ReadAsync($"/v1/{noun}?id={id}");

        Assert.True(JsonNode.DeepEquals(first.Body, record.Body));
        Assert.True(JsonNode.DeepEquals(first.Body, byInstant.Body));
        Assert.All([record, past], answer => Assert.Equal(position, answer.Headers.GetValues("Stance-Snapshot").Single()));
        Assert.True(JsonNode.DeepEquals(list.Body!["items"], past.Body!["items"]));
        Assert.Equal((position, 1L), ((string?)past.Body["known_at"], (long?)past.Body["total"]));
        Assert.Empty(now.Ids);
        Assert.Null(now.Body!["known_at"]);
    }

    /// <summary>Clocks of other systems count nanoseconds and finer (RFC 3339, section 5.6: any number of digits).</summary>
    [Fact]
    public async Task An_instant_finer_than_the_record_means_the_microsecond_before_it()
    {
        var world = await World.CreateAsync(client);
        var path = $"/v1/questions/{world.Question}";
        var recorded = (string)(await client.ReadAsync(path)).Body!["recorded_at"]!;

        var finer = await client.ReadAsync($"{path}?known_at={recorded[..^1]}999999999999Z");

        Assert.Equal((HttpStatusCode.OK, recorded), (finer.Status, (string?)finer.Body!["recorded_at"]));
    }

    [Fact]
    public async Task Before_it_was_recorded_there_is_nothing()
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync("actors", world.NewActor());
        var position = long.Parse((string)(await client.ReadAsync($"/v1/actors/{id}/history")).Body!["items"]![0]!["seq"]!, System.Globalization.CultureInfo.InvariantCulture);

        var before = await client.ReadAsync($"/v1/actors/{id}?known_at={position - 1}");
        var nothing = await client.ReadAsync("/v1/actors?known_at=0");

        Assert.Equal(HttpStatusCode.NotFound, before.Status);
        Assert.Empty(nothing.Ids);
    }

    [Fact]
    public async Task Expanded_records_and_filters_on_links_are_of_the_same_time()
    {
        var world = await World.CreateAsync(client);
        var body = world.NewPosition();
        body["argument_ids"] = new JsonArray(world.Argument);
        var id = await world.AddAsync("positions", body);
        var position = (string)(await client.ReadAsync($"/v1/positions/{id}/history")).Body!["items"]![0]!["seq"]!;
        await client.ChangeAsync("positions", id, new JsonObject { ["argument_ids"] = null });
        await client.ChangeAsync("actors", world.Actor, new JsonObject { ["name"] = "Renamed" });

        var past = await client.ReadAsync($"/v1/positions?argument_id={world.Argument}&expand=actor&known_at={position}");

        Assert.Equal([id], past.Ids);
        Assert.Equal("The town council", (string?)past.Body!["items"]![0]!["actor"]!["name"]);
    }

    [Theory]
    [InlineData("999999999", "known_at_in_future")]
    [InlineData("2999-01-01T00:00:00Z", "known_at_in_future")]
    [InlineData("yesterday", "invalid_parameter")]
    [InlineData("2025-10-28", "invalid_parameter")]
    [InlineData("-1", "invalid_parameter")]
    [InlineData("99999999999999999999", "invalid_parameter")]
    public async Task A_time_that_is_none_or_has_not_come_is_refused(string knownAt, string code)
    {
        foreach (var path in World.Nouns.SelectMany(noun => new[] { $"/v1/{noun}", $"/v1/{noun}/x", $"/v1/{noun}/x/history" }))
        {
            var answer = await client.ReadAsync($"{path}?known_at={knownAt}");

            Assert.Equal((HttpStatusCode.BadRequest, code, "/known_at"), (answer.Status, answer.Code, answer.Pointers.Single()));
        }
    }

    [Fact]
    public async Task A_cursor_is_bound_to_its_time()
    {
        await World.CreateAsync(client);
        await World.CreateAsync(client);
        var head = (await client.ReadAsync("/v1/actors?limit=1&known_at=2999999")).Status;
        var first = await client.ReadAsync("/v1/actors?limit=1");

        var other = await client.ReadAsync($"/v1/actors?limit=1&known_at=1&cursor={first.Body!["next"]}");

        Assert.Equal(HttpStatusCode.BadRequest, head);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_cursor"), (other.Status, other.Code));
    }
}
