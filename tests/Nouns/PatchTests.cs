using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Nouns;

/// <summary>PATCH merges: what it names is changed, null removes, lists are replaced whole.</summary>
public sealed class PatchTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    public static TheoryData<string> NounsWithLists => ["questions", "actors", "positions", "arguments"];

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_patch_changes_what_it_names_and_nothing_else(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, await world.FullAsync(noun));
        var before = (await client.ReadAsync($"/v1/{noun}/{id}")).Body!.AsObject();

        var patched = await client.ChangeAsync(noun, id, new() { [Changes.RequiredText(noun)] = "2020" });

        Assert.Equal((HttpStatusCode.OK, "\"2\""), (patched.Status, patched.ETag));
        Assert.Equal("2020", (string)patched.Body![Changes.RequiredText(noun)]!);
        Assert.All(before.Where(member => member.Key != Changes.RequiredText(noun) && member.Key is not ("version" or "recorded_at")), member =>
            Assert.True(JsonNode.DeepEquals(member.Value, patched.Body[member.Key]), member.Key));
        Assert.True(JsonNode.DeepEquals(patched.Body, (await client.ReadAsync($"/v1/{noun}/{id}")).Body));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task Null_removes_an_optional_member(string noun)
    {
        var world = await World.CreateAsync(client);
        var (member, value) = Changes.Optional(noun);
        var body = world.New(noun);
        body[member] = value;
        var id = await world.AddAsync(noun, body);

        var patched = await client.ChangeAsync(noun, id, new() { [member] = null });

        Assert.Equal(HttpStatusCode.OK, patched.Status);
        Assert.True(patched.Body!.AsObject().ContainsKey(member));
        Assert.Null(patched.Body[member]);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task Null_cannot_remove_a_required_member(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, world.New(noun));

        var patched = await client.ChangeAsync(noun, id, new() { [Changes.RequiredText(noun)] = null });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "required"), (patched.Status, patched.Code));
        Assert.Equal([$"/{Changes.RequiredText(noun)}"], patched.Pointers);
        Assert.Equal("\"1\"", (await client.ReadAsync($"/v1/{noun}/{id}")).ETag);
    }

    [Theory, MemberData(nameof(NounsWithLists))]
    public async Task A_list_is_replaced_whole_and_removed_by_null(string noun)
    {
        var world = await World.CreateAsync(client);
        var (member, first, second) = Changes.List(noun, world);
        var body = world.New(noun);
        body[member] = first;
        var id = await world.AddAsync(noun, body);

        var patched = await client.ChangeAsync(noun, id, new() { [member] = second });
        var removed = await client.ChangeAsync(noun, id, new() { [member] = null });

        Assert.Equal(HttpStatusCode.OK, patched.Status);
        Assert.Single(patched.Body![member]!.AsArray());
        if (noun == "positions") Assert.Equal((HttpStatusCode.UnprocessableEntity, "required"), (removed.Status, removed.Code));
        else Assert.Equal((HttpStatusCode.OK, 0), (removed.Status, removed.Body![member]!.AsArray().Count));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task An_empty_patch_makes_no_version(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, await world.FullAsync(noun));

        var patched = await client.ChangeAsync(noun, id, []);

        Assert.Equal((HttpStatusCode.OK, "\"1\""), (patched.Status, patched.ETag));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task What_only_the_service_writes_is_ignored_in_a_patch(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, world.New(noun));

        var patched = await client.ChangeAsync(noun, id, new() { ["version"] = 40, ["recorded_at"] = null, ["id"] = id });

        Assert.Equal((HttpStatusCode.OK, "\"1\""), (patched.Status, patched.ETag));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_patch_is_declared_as_one(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, world.New(noun));

        var answer = await client.SendAsync(HttpMethod.Patch, $"/v1/{noun}/{id}", "{}");

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "unsupported_media_type"), (answer.Status, answer.Code));
    }
}
