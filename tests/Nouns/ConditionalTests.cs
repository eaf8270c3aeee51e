using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Nouns;

/// <summary>Conditional requests: writes that only change what their client has seen, reads that answer only what is new.</summary>
public sealed class ConditionalTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_stale_tag_keeps_a_write_from_taking_place_and_names_the_current_one(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, world.New(noun));
        await client.ReplaceAsync(noun, id, world.New(noun).Changed(noun));

        var put = await client.ReplaceAsync(noun, id, world.New(noun), ("If-Match", "\"1\""));
        var patch = await client.ChangeAsync(noun, id, [], ("If-Match", "\"1\""));
        var retire = await client.RetireAsync(noun, id, ("If-Match", "\"1\""));

        Assert.All([put, patch, retire], answer =>
            Assert.Equal((HttpStatusCode.PreconditionFailed, "precondition_failed", "\"2\""), (answer.Status, answer.Code, answer.ETag)));
        Assert.Equal("\"2\"", (await client.ReadAsync($"/v1/{noun}/{id}")).ETag);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task The_current_tag_lets_a_write_take_place(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, world.New(noun));
        var (member, value) = Changes.Optional(noun);

        var put = await client.ReplaceAsync(noun, id, world.New(noun).Changed(noun), ("If-Match", "\"1\""));
        var patch = await client.ChangeAsync(noun, id, new() { [member] = value }, ("If-Match", "\"7\", \"2\""));
        var retire = await client.RetireAsync(noun, id, ("If-Match", patch.ETag!));

        Assert.Equal((HttpStatusCode.OK, "\"2\""), (put.Status, put.ETag));
        Assert.Equal((HttpStatusCode.OK, "\"3\""), (patch.Status, patch.ETag));
        Assert.Equal(HttpStatusCode.NoContent, retire.Status);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_star_matches_any_record_and_no_absence(string noun)
    {
        var world = await World.CreateAsync(client);
        var (id, absent) = (await world.AddAsync(noun, world.New(noun)), Api.NewId());

        var there = await client.ReplaceAsync(noun, id, world.New(noun).Changed(noun), ("If-Match", "*"));
        var nowhere = await client.ReplaceAsync(noun, absent, world.New(noun), ("If-Match", "*"));

        Assert.Equal(HttpStatusCode.OK, there.Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, nowhere.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync($"/v1/{noun}/{absent}")).Status);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_weak_tag_never_matches_a_write(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, world.New(noun));

        var put = await client.ReplaceAsync(noun, id, world.New(noun).Changed(noun), ("If-Match", "W/\"1\""));
        var retire = await client.RetireAsync(noun, id, ("If-Match", "W/\"1\""));

        Assert.All([put, retire], answer => Assert.Equal((HttpStatusCode.PreconditionFailed, "\"1\""), (answer.Status, answer.ETag)));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_put_that_only_creates_never_replaces_but_restores(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = Api.NewId();

        var created = await client.ReplaceAsync(noun, id, world.New(noun), ("If-None-Match", "*"));
        var refused = await client.ReplaceAsync(noun, id, world.New(noun).Changed(noun), ("If-None-Match", "*"));
        await client.RetireAsync(noun, id);
        var restored = await client.ReplaceAsync(noun, id, world.New(noun), ("If-None-Match", "*"));

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal((HttpStatusCode.PreconditionFailed, "\"1\""), (refused.Status, refused.ETag));
        Assert.Equal(HttpStatusCode.Created, restored.Status);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task Without_a_precondition_the_last_write_wins(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, world.New(noun));

        var one = await client.ReplaceAsync(noun, id, world.New(noun).Changed(noun, "2019"));
        var two = await client.ReplaceAsync(noun, id, world.New(noun).Changed(noun, "2018"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (one.Status, two.Status));
        Assert.Equal("2018", (string)(await client.ReadAsync($"/v1/{noun}/{id}")).Body![Changes.RequiredText(noun)]!);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task Of_many_writes_with_one_tag_exactly_one_takes_place(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, world.New(noun));

        var answers = await Task.WhenAll(Enumerable.Range(2000, 8).Select(year =>
            client.ReplaceAsync(noun, id, world.New(noun).Changed(noun, $"{year}"), ("If-Match", "\"1\""))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed));
        Assert.Equal("\"2\"", (await client.ReadAsync($"/v1/{noun}/{id}")).ETag);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_read_of_what_the_client_holds_answers_304_without_a_body(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, world.New(noun));
        var path = $"/v1/{noun}/{id}";

        var same = await client.ReadAsync(path, ("If-None-Match", "\"1\""));
        var weak = await client.ReadAsync(path, ("If-None-Match", "\"9\", W/\"1\""));
        await client.ReplaceAsync(noun, id, world.New(noun).Changed(noun));
        var changed = await client.ReadAsync(path, ("If-None-Match", "\"1\""));

        Assert.All([same, weak], answer => Assert.Equal((HttpStatusCode.NotModified, "\"1\"", null), (answer.Status, answer.ETag, answer.Body)));
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (changed.Status, changed.ETag));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_write_that_leaves_a_record_equal_changes_nothing_that_can_be_seen(string noun)
    {
        await using var host = await StanceHost.StartAsync();
        using var writer = host.Writer();
        var world = await World.CreateAsync(writer);
        var body = await world.FullAsync(noun);
        var id = await world.AddAsync(noun, body);
        var list = await writer.ReadAsync($"/v1/{noun}");

        var put = await writer.ReplaceAsync(noun, id, body);
        var patch = await writer.ChangeAsync(noun, id, body.DeepClone().AsObject());

        Assert.All([put, patch], answer => Assert.Equal((HttpStatusCode.OK, "\"1\""), (answer.Status, answer.ETag)));
        Assert.Equal(list.ETag, (await writer.ReadAsync($"/v1/{noun}")).ETag);
        Assert.True(JsonNode.DeepEquals(list.Body, (await writer.ReadAsync($"/v1/{noun}")).Body));
    }
}
