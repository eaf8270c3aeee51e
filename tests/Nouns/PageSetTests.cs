using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Nouns;

/// <summary>A page set is one state: whatever is written after its first page, the others show what was there then.</summary>
public sealed class PageSetTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(Nouns))]
    public async Task Later_pages_show_what_was_there_at_the_first(string noun)
    {
        var world = await World.CreateAsync(client);
        string[] ids = [.. Enumerable.Range(0, 8).Select(_ => Api.NewId(noun)).Order(StringComparer.Ordinal)];
        foreach (var id in ids[..7]) await DoneAsync(client.ReplaceAsync(noun, id, await world.FullAsync(noun)));
        await DoneAsync(client.RetireAsync(noun, ids[3]));
        var path = $"/v1/{noun}?count=true&{string.Join('&', ids.Select(id => $"id={id}"))}";
        var before = await client.ReadAsync(path);
        var first = await client.ReadAsync($"{path}&limit=1");

        await DoneAsync(client.RetireAsync(noun, ids[0]));
        await DoneAsync(client.ReplaceAsync(noun, ids[1], world.New(noun).Changed(noun)));
        await DoneAsync(client.RetireAsync(noun, ids[2]));
        await DoneAsync(client.ReplaceAsync(noun, ids[3], world.New(noun)));
        await DoneAsync(client.RetireAsync(noun, ids[4]));
        await DoneAsync(client.ReplaceAsync(noun, ids[4], world.New(noun)));
        await DoneAsync(client.ReplaceAsync(noun, ids[5], world.New(noun).Changed(noun)));
        await DoneAsync(client.ReplaceAsync(noun, ids[5], world.New(noun)));
        await DoneAsync(client.ReplaceAsync(noun, ids[7], world.New(noun)));

        Assert.Equal(ids[..7].Except([ids[3]]), before.Ids);
        AssertSame(before.Body!["items"]!.AsArray(), await PagesAsync($"{path}&limit=1", first, total: 6));
        Assert.Equal(ids[1..2].Concat(ids[3..]), (await client.ReadAsync(path)).Ids);
    }

    [Theory]
    [InlineData("stance=oppose")]
    [InlineData("argument_id=ARGUMENT")]
    [InlineData("reported_by=REPORTER")]
    [InlineData("source_id=SOURCE")]
    [InlineData("condition_status=met")]
    [InlineData("stated_on.lte=2024")]
    public async Task A_filtered_page_set_holds_what_matched_at_the_first(string filter)
    {
        var world = await World.CreateAsync(client);
        var reporter = await world.AddAsync("actors", world.NewActor());
        var source = await world.AddAsync("sources", world.NewSource());
        var path = $"/v1/positions?question_id={world.Question}&{filter}&sort=-stated_on"
            .Replace("ARGUMENT", world.Argument, StringComparison.Ordinal)
            .Replace("REPORTER", reporter, StringComparison.Ordinal)
            .Replace("SOURCE", source, StringComparison.Ordinal);
        var ids = new List<string>();
        for (var number = 0; number < 6; number++) ids.Add(await world.AddAsync("positions", number == 5 ? world.NewPosition() : Matching(world, reporter, source, number)));
        var before = await client.ReadAsync(path);
        var first = await client.ReadAsync($"{path}&limit=2");

        await DoneAsync(client.ReplaceAsync("positions", ids[0], world.NewPosition()));
        await DoneAsync(client.RetireAsync("positions", ids[1]));
        await DoneAsync(client.ReplaceAsync("positions", ids[2], world.NewPosition()));
        await DoneAsync(client.ReplaceAsync("positions", ids[2], Matching(world, reporter, source, 9)));
        await DoneAsync(client.ReplaceAsync("positions", ids[5], Matching(world, reporter, source, 0)));
        await world.AddAsync("positions", Matching(world, reporter, source, 0));

        Assert.Equal(ids[..5].AsEnumerable().Reverse(), before.Ids);
        AssertSame(before.Body!["items"]!.AsArray(), await PagesAsync($"{path}&limit=2", first, total: null));
    }

    [Fact]
    public async Task What_is_expanded_on_a_later_page_is_as_it_was_at_the_first()
    {
        var world = await World.CreateAsync(client);
        for (var count = 0; count < 3; count++) await world.AddAsync("positions", await world.FullAsync("positions"));
        var path = $"/v1/positions?actor_id={world.Actor}&expand=actor,question,sources,arguments";
        var before = await client.ReadAsync(path);
        var first = await client.ReadAsync($"{path}&limit=1");

        await DoneAsync(client.ChangeAsync("actors", world.Actor, new() { ["name"] = "Renamed" }));
        await DoneAsync(client.ChangeAsync("questions", world.Question, new() { ["text"] = "Reworded?" }));
        await DoneAsync(client.ChangeAsync("sources", world.Source, new() { ["title"] = "Retitled" }));
        await DoneAsync(client.ChangeAsync("arguments", world.Argument, new() { ["claim"] = "Rephrased." }));

        AssertSame(before.Body!["items"]!.AsArray(), await PagesAsync($"{path}&limit=1", first, total: null));
        Assert.Equal("Renamed", (string)(await client.ReadAsync(path)).Body!["items"]![0]!["actor"]!["name"]!);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_later_page_keeps_its_tag_while_the_list_itself_changes(string noun)
    {
        await using var host = await StanceHost.StartAsync();
        using var writer = host.Writer();
        var world = await World.CreateAsync(writer);
        for (var count = 0; count < 3; count++) await world.AddAsync(noun, world.New(noun));
        var list = await writer.ReadAsync($"/v1/{noun}?limit=1");
        var second = $"/v1/{noun}?limit=1&cursor={list.Body!["next"]}";
        var page = await writer.ReadAsync(second);

        await world.AddAsync(noun, world.New(noun));

        Assert.Equal(HttpStatusCode.NotModified, (await writer.ReadAsync(second, ("If-None-Match", page.ETag!))).Status);
        Assert.True(JsonNode.DeepEquals(page.Body, (await writer.ReadAsync(second)).Body));
        var changed = await writer.ReadAsync($"/v1/{noun}?limit=1", ("If-None-Match", list.ETag!));
        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.NotEqual(list.ETag, changed.ETag);
    }

    [Fact]
    public async Task A_cursor_of_a_state_that_a_store_has_not_reached_is_refused()
    {
        var world = await World.CreateAsync(client);
        await world.AddAsync("actors", world.NewActor());
        var first = await client.ReadAsync("/v1/actors?limit=1");
        await using var other = await StanceHost.StartAsync();
        using var reader = other.Reader();

        var answer = await reader.ReadAsync($"/v1/actors?cursor={first.Body!["next"]}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_cursor"), (answer.Status, answer.Code));
    }

    private static JsonObject Matching(World world, string reporter, string source, int day)
    {
        var body = world.NewPosition();
        body["stance"] = "oppose";
        body["modality"] = "conditional";
        body["conditions"] = new JsonArray(new JsonObject { ["id"] = "c1", ["text"] = "It is paid for.", ["strength"] = "requirement", ["status"] = "met" });
        body["argument_ids"] = new JsonArray(world.Argument);
        body["reported_by"] = new JsonArray(reporter);
        body["citations"]![0]!["source_id"] = source;
        body["stated_on"] = $"2024-03-1{day}";
        return body;
    }

    private async Task<JsonArray> PagesAsync(string path, Answer page, int? total)
    {
        var items = new JsonArray();
        while (true)
        {
            Assert.Equal(HttpStatusCode.OK, page.Status);
            if (total is not null) Assert.Equal(total, (int)page.Body!["total"]!);
            foreach (var item in page.Body!["items"]!.AsArray()) items.Add(item!.DeepClone());
            if ((string?)page.Body["next"] is not { } next) return items;
            page = await client.ReadAsync($"{path}&cursor={next}");
        }
    }

    private static async Task DoneAsync(Task<Answer> write)
    {
        var answer = await write;
        Assert.True((int)answer.Status is 200 or 201 or 204, answer.Body?.ToJsonString());
    }

    private static void AssertSame(JsonArray expected, JsonArray actual) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{expected.ToJsonString()} was the state, {actual.ToJsonString()} came in pages.");
}
