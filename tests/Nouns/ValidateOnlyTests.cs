using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Nouns;

/// <summary><c>validate_only=true</c> runs everything and keeps nothing.</summary>
public sealed class ValidateOnlyTests(EmptyStore store)
{
    private readonly HttpClient client = store.Host.Writer();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_creation_that_is_only_tried_leaves_no_record(string noun)
    {
        var world = await World.CreateAsync(client);
        var (posted, put) = (Api.NewId(), Api.NewId());
        var body = world.New(noun);

        var onPut = await client.SendAsync(HttpMethod.Put, $"/v1/{noun}/{put}?validate_only=true", body.ToJsonString());
        body["id"] = posted;
        var onPost = await client.SendAsync(HttpMethod.Post, $"/v1/{noun}?validate_only=true", body.ToJsonString());

        Assert.All([onPut, onPost], answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync($"/v1/{noun}/{put}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync($"/v1/{noun}/{posted}")).Status);
        Assert.Equal("\"1\"", (await client.CreateAsync(noun, body)).ETag);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_change_that_is_only_tried_leaves_the_record_as_it_was(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, world.New(noun));
        var path = $"/v1/{noun}/{id}";
        var before = await client.ReadAsync(path);
        var changed = world.New(noun).Changed(noun).ToJsonString();
        var patch = new JsonObject { [Changes.RequiredText(noun)] = "2020" }.ToJsonString();

        var onPut = await client.SendAsync(HttpMethod.Put, $"{path}?validate_only=true", changed);
        var onPatch = await client.SendAsync(HttpMethod.Patch, $"{path}?validate_only=true", patch, "application/merge-patch+json");
        var onRetire = await client.SendAsync(HttpMethod.Delete, $"{path}?validate_only=true");
        var after = await client.ReadAsync(path);

        Assert.All([onPut, onPatch, onRetire], answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.All([onPut, onPatch], answer => Assert.Equal("2020", (string)answer.Body![Changes.RequiredText(noun)]!));
        Assert.Equal(before.ETag, after.ETag);
        Assert.True(JsonNode.DeepEquals(before.Body, after.Body));
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task What_would_be_refused_is_refused_when_it_is_only_tried(string noun)
    {
        var world = await World.CreateAsync(client);
        var id = await world.AddAsync(noun, world.New(noun));
        var body = world.New(noun);
        body["id"] = id;

        var onPost = await client.SendAsync(HttpMethod.Post, $"/v1/{noun}?validate_only=true", body.ToJsonString());
        var onPut = await client.SendAsync(HttpMethod.Put, $"/v1/{noun}/{id}?validate_only=true", "{}");
        var stale = await client.SendAsync(HttpMethod.Delete, $"/v1/{noun}/{id}?validate_only=true", headers: ("If-Match", "\"9\""));
        var unknown = await client.SendAsync(HttpMethod.Delete, $"/v1/{noun}/{Api.NewId()}?validate_only=true");

        Assert.Equal((HttpStatusCode.Conflict, "already_exists"), (onPost.Status, onPost.Code));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "required"), (onPut.Status, onPut.Code));
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.Status);
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
    }

    [Fact]
    public async Task A_retirement_that_is_only_tried_still_counts_references()
    {
        var world = await World.CreateAsync(client);

        var answer = await client.SendAsync(HttpMethod.Delete, $"/v1/questions/{world.Question}?validate_only=true");

        Assert.Equal((HttpStatusCode.Conflict, "still_referenced"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_trial_does_not_use_up_an_idempotency_key()
    {
        var world = await World.CreateAsync(client);
        var (id, key) = (Api.NewId(), Api.NewId("key"));
        var body = world.NewActor();
        body["id"] = id;

        var tried = await client.SendAsync(HttpMethod.Post, "/v1/actors?validate_only=true", body.ToJsonString(), headers: ("Idempotency-Key", key));
        var created = await client.CreateAsync("actors", body, ("Idempotency-Key", key));

        Assert.Equal(HttpStatusCode.OK, tried.Status);
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.False(created.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task What_is_neither_true_nor_false_is_refused()
    {
        var answer = await client.SendAsync(HttpMethod.Post, "/v1/actors?validate_only=yes", "{}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_parameter"), (answer.Status, answer.Code));
    }
}
