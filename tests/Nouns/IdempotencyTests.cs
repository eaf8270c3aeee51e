using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using StanceApi.Storage;
using StanceApi.Tests.Access;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Nouns;

/// <summary><c>Idempotency-Key</c>: a POST that is sent again takes effect once.</summary>
public sealed class IdempotencyTests(EmptyStore store)
{
    private const string Replayed = "Idempotency-Replayed";

    private readonly HttpClient client = store.Host.Writer();

    public static TheoryData<string> Nouns => [.. World.Nouns];

    [Theory, MemberData(nameof(Nouns))]
    public async Task The_same_request_again_is_answered_as_before_and_makes_no_second_record(string noun)
    {
        var world = await World.CreateAsync(client);
        var key = Api.NewId("key");

        var first = await client.CreateAsync(noun, world.New(noun), ("Idempotency-Key", key));
        var again = await client.CreateAsync(noun, world.New(noun), ("Idempotency-Key", key));

        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.False(first.Headers.Contains(Replayed));
        Assert.Equal("true", Assert.Single(again.Headers.GetValues(Replayed)));
        Assert.Equal((first.Status, first.ETag, first.Headers.Location), (again.Status, again.ETag, again.Headers.Location));
        Assert.Equal(first.ContentHeaders.ContentType, again.ContentHeaders.ContentType);
        Assert.True(JsonNode.DeepEquals(first.Body, again.Body));
    }

    [Fact]
    public async Task The_answer_is_replayed_even_when_the_record_has_changed_since()
    {
        var world = await World.CreateAsync(client);
        var key = Api.NewId("key");
        var first = await client.CreateAsync("actors", world.NewActor(), ("Idempotency-Key", key));
        await client.ChangeAsync("actors", (string)first.Body!["id"]!, new() { ["name"] = "Another name" });

        var again = await client.CreateAsync("actors", world.NewActor(), ("Idempotency-Key", key));

        Assert.Equal((HttpStatusCode.Created, "\"1\""), (again.Status, again.ETag));
        Assert.True(JsonNode.DeepEquals(first.Body, again.Body));
    }

    [Fact]
    public async Task A_key_is_the_same_bare_and_quoted()
    {
        var world = await World.CreateAsync(client);
        var (one, two) = (Api.NewId("key"), Api.NewId("key"));

        var bare = await client.CreateAsync("actors", world.NewActor(), ("Idempotency-Key", one));
        var quoted = await client.CreateAsync("actors", world.NewActor(), ("Idempotency-Key", $"\"{one}\""));
        var first = await client.CreateAsync("actors", world.NewActor(), ("Idempotency-Key", $"\"{two}\""));
        var second = await client.CreateAsync("actors", world.NewActor(), ("Idempotency-Key", two));

        Assert.Equal((string)bare.Body!["id"]!, (string)quoted.Body!["id"]!);
        Assert.Equal((string)first.Body!["id"]!, (string)second.Body!["id"]!);
        Assert.NotEqual((string)bare.Body!["id"]!, (string)first.Body!["id"]!);
    }

    [Theory, MemberData(nameof(Nouns))]
    public async Task A_key_with_another_body_is_refused(string noun)
    {
        var world = await World.CreateAsync(client);
        var key = Api.NewId("key");
        await client.CreateAsync(noun, world.New(noun), ("Idempotency-Key", key));

        var other = await client.CreateAsync(noun, world.New(noun).Changed(noun), ("Idempotency-Key", key));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), (other.Status, other.Code));
        Assert.Equal(["/Idempotency-Key"], other.Pointers);
        Assert.False(other.Headers.Contains(Replayed));
    }

    [Fact]
    public async Task A_key_of_another_noun_is_refused()
    {
        var key = Api.NewId("key");
        var body = new JsonObject { ["title"] = "A title", ["kind"] = "other" };
        await client.CreateAsync("sources", body, ("Idempotency-Key", key));

        var other = await client.CreateAsync("questions", new() { ["text"] = "Is it?" }, ("Idempotency-Key", key));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
    }

    [Fact]
    public async Task A_request_that_failed_does_not_use_up_its_key()
    {
        var world = await World.CreateAsync(client);
        var (key, source) = (Api.NewId("key"), Api.NewId("later"));
        var body = world.NewPosition();
        body["citations"]![0]!["source_id"] = source;

        var conflict = await client.CreateAsync("positions", body, ("Idempotency-Key", key));
        await client.ReplaceAsync("sources", source, world.NewSource());
        var created = await client.CreateAsync("positions", body, ("Idempotency-Key", key));

        Assert.Equal(HttpStatusCode.Conflict, conflict.Status);
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.False(created.Headers.Contains(Replayed));
    }

    [Fact]
    public async Task A_body_that_broke_a_rule_may_be_mended_under_the_same_key()
    {
        var world = await World.CreateAsync(client);
        var key = Api.NewId("key");

        var broken = await client.CreateAsync("actors", new() { ["name"] = "Without a kind" }, ("Idempotency-Key", key));
        var mended = await client.CreateAsync("actors", world.NewActor(), ("Idempotency-Key", key));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, broken.Status);
        Assert.Equal(HttpStatusCode.Created, mended.Status);
    }

    [Fact]
    public async Task Of_many_requests_with_one_key_at_once_one_takes_effect()
    {
        var world = await World.CreateAsync(client);
        var key = Api.NewId("key");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.CreateAsync("actors", Actor(world), ("Idempotency-Key", key))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        Assert.Single(answers.Select(answer => (string)answer.Body!["id"]!).Distinct());
        Assert.Single(answers, answer => !answer.Headers.Contains(Replayed));
        Assert.All(answers, answer => Assert.True(JsonNode.DeepEquals(answers[0].Body, answer.Body)));
        Assert.Single(answers.Select(answer => (answer.ETag, answer.Headers.Location)).Distinct());
        var made = (await client.ReadAsync($"/v1/actors?source_id={world.Source}&limit=500")).Ids;
        Assert.Equal([(string)answers[0].Body!["id"]!], made);
    }

    [Fact]
    public async Task A_key_belongs_to_whoever_sent_it()
    {
        var world = await World.CreateAsync(client);
        var key = Api.NewId("key");
        using var other = store.Host.Client((await client.NewKeyAsync("write")).Secret);

        var mine = await client.CreateAsync("actors", world.NewActor(), ("Idempotency-Key", key));
        var theirs = await other.CreateAsync("actors", world.NewActor(), ("Idempotency-Key", key));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (mine.Status, theirs.Status));
        Assert.NotEqual((string)mine.Body!["id"]!, (string)theirs.Body!["id"]!);
        Assert.False(theirs.Headers.Contains(Replayed));
    }

    [Fact]
    public async Task A_key_with_other_options_is_refused()
    {
        var world = await World.CreateAsync(client);
        var key = Api.NewId("key");
        await client.CreateAsync("arguments", world.NewArgument(), ("Idempotency-Key", key));

        var other = await client.SendAsync(HttpMethod.Post, "/v1/arguments?allow_unverified=true", world.NewArgument().ToJsonString(), headers: [("Idempotency-Key", key)]);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), (other.Status, other.Code));
    }

    [Fact]
    public async Task A_restart_forgets_no_key_and_three_days_do()
    {
        await using var database = await TestDatabase.CreateAsync();
        var body = new JsonObject { ["text"] = "Is it once?" };
        var before = await AskAsync(database, body);

        var after = await AskAsync(database, body);
        await AgeAsync(database, TimeSpan.FromHours(72));
        var later = await AskAsync(database, body);
        var again = await AskAsync(database, body);

        Assert.Equal((false, true, false, true), (before.Headers.Contains(Replayed), after.Headers.Contains(Replayed), later.Headers.Contains(Replayed), again.Headers.Contains(Replayed)));
        Assert.True(JsonNode.DeepEquals(before.Body, after.Body));
        Assert.NotEqual((string)before.Body!["id"]!, (string)later.Body!["id"]!);
    }

    private static JsonObject Actor(World world)
    {
        var actor = world.NewActor();
        (actor["identity"], actor["source_id"]) = ("anonymous", world.Source);
        return actor;
    }

    private static async Task<Answer> AskAsync(TestDatabase database, JsonObject body)
    {
        await using var host = await StanceHost.OverAsync(database);
        using var client = host.Writer();
        return await client.CreateAsync("questions", body, ("Idempotency-Key", "over-a-restart"));
    }

    /// <summary>Makes the kept answers older.</summary>
    private static async Task AgeAsync(TestDatabase database, TimeSpan age)
    {
        await using var host = await StanceHost.OverAsync(database);
        await using var connection = await host.Services.GetRequiredService<Engine>().OpenWriterAsync();
        await connection.ExecuteAsync("UPDATE idempotency_keys SET at = at - @microseconds", new { microseconds = (long)age.TotalMicroseconds });
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("\"\"")]
    [InlineData("\"half")]
    public async Task What_is_no_key_is_refused(string key)
    {
        var answer = await client.CreateAsync("questions", new() { ["text"] = "Is it?" }, ("Idempotency-Key", key));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_header"), (answer.Status, answer.Code));
    }
}
