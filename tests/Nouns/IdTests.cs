using System.Net;

namespace StanceApi.Tests.Nouns;

/// <summary>Ids: the client's own, or one that is made; never one that is there, nor two at once.</summary>
public sealed class IdTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_record_without_an_id_is_given_a_version_7_uuid(string noun)
    {
        var world = await World.CreateAsync(client);

        var first = await client.CreateAsync(noun, world.New(noun));
        var second = await client.CreateAsync(noun, world.New(noun));

        var id = (string)first.Body!["id"]!;
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id);
        Assert.Equal($"/v1/{noun}/{id}", first.Headers.Location!.ToString());
        Assert.NotEqual(id, (string)second.Body!["id"]!);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_client_may_bring_its_own_id(string noun)
    {
        var world = await World.CreateAsync(client);
        var body = world.New(noun);
        body["id"] = Api.NewId();

        var created = await client.CreateAsync(noun, body);

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal($"/v1/{noun}/{body["id"]}", created.Headers.Location!.ToString());
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task An_id_that_is_there_cannot_be_created_again(string noun)
    {
        var world = await World.CreateAsync(client);
        var body = world.New(noun);
        body["id"] = await world.AddAsync(noun, world.New(noun));

        var answer = await client.CreateAsync(noun, body);

        Assert.Equal((HttpStatusCode.Conflict, "already_exists"), (answer.Status, answer.Code));
        Assert.Equal(["/id"], answer.Pointers);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task An_id_that_was_retired_cannot_be_created_again(string noun)
    {
        var world = await World.CreateAsync(client);
        var body = world.New(noun);
        body["id"] = await world.AddAsync(noun, world.New(noun));
        await client.RetireAsync(noun, (string)body["id"]!);

        var answer = await client.CreateAsync(noun, body);

        Assert.Equal((HttpStatusCode.Conflict, "already_exists"), (answer.Status, answer.Code));
        Assert.Equal(HttpStatusCode.Gone, (await client.ReadAsync($"/v1/{noun}/{body["id"]}")).Status);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task The_bodys_id_must_be_the_paths(string noun)
    {
        var world = await World.CreateAsync(client);
        var (id, other) = (await world.AddAsync(noun, world.New(noun)), Api.NewId());
        var body = world.New(noun);
        body["id"] = other;

        var put = await client.ReplaceAsync(noun, id, body);
        var patched = await client.ChangeAsync(noun, id, new() { ["id"] = other });

        Assert.All([put, patched], answer =>
        {
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "id_mismatch"), (answer.Status, answer.Code));
            Assert.Equal(["/id"], answer.Pointers);
        });
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync($"/v1/{noun}/{other}")).Status);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task The_bodys_id_may_be_the_paths(string noun)
    {
        var world = await World.CreateAsync(client);
        var body = world.New(noun);
        body["id"] = Api.NewId();

        var answer = await client.ReplaceAsync(noun, (string)body["id"]!, body);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task What_never_was_is_not_found(string noun)
    {
        var id = Api.NewId();

        var read = await client.ReadAsync($"/v1/{noun}/{id}");
        var retired = await client.RetireAsync(noun, id);
        var patched = await client.ChangeAsync(noun, id, []);

        Assert.All([read, retired, patched], answer => Assert.Equal((HttpStatusCode.NotFound, "not_found"), (answer.Status, answer.Code)));
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("-begins-with-a-hyphen")]
    [InlineData("sp%20ace")]
    [InlineData("line%0A")]
    [InlineData("%C3%A4")]
    public async Task What_is_no_id_cannot_be_in_a_path(string id)
    {
        var answer = await client.ReadAsync($"/v1/actors/{id}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_id"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task An_id_has_at_most_128_characters()
    {
        var world = await World.CreateAsync(client);
        var longest = Api.NewId("longest").PadRight(128, 'x');

        Assert.Equal(HttpStatusCode.Created, (await client.ReplaceAsync("actors", longest, world.NewActor())).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.ReplaceAsync("actors", longest + "x", world.NewActor())).Status);
    }
}
