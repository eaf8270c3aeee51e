using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using StanceApi.Access;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Tests.Access;

/// <summary>Keys: made, shown once, used, revoked; by administrators only.</summary>
public sealed class KeyTests(EmptyStore store)
{
    private readonly HttpClient administrator = store.Host.Writer();

    [Fact]
    public async Task A_key_is_created_with_a_secret_that_is_shown_this_once()
    {
        var created = await administrator.CreateAsync("keys", KeyCalls.Key("write"));
        var (id, secret) = ((string)created.Body!["id"]!, (string)created.Body["secret"]!);

        Assert.Equal((HttpStatusCode.Created, $"/v1/keys/{id}"), (created.Status, created.Headers.Location?.ToString()));
        Assert.True(created.Headers.CacheControl!.NoStore);
        Assert.Equal(("A key of a test", "write", null, null, null), ((string?)created.Body["name"], (string?)created.Body["scopes"]!.AsArray().Single(), created.Body["expires_at"], created.Body["last_used_at"], created.Body["revoked_at"]));
        var read = (await administrator.ReadAsync($"/v1/keys/{id}")).Body!;
        var list = (await administrator.ReadAsync("/v1/keys?limit=500")).Body!;
        Assert.Contains(list["items"]!.AsArray(), item => JsonNode.DeepEquals(item, read));
        foreach (var text in new[] { read.ToJsonString(), list.ToJsonString() })
        {
            Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Hash(secret), text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_store_has_only_the_hash_of_a_key()
    {
        var created = await administrator.CreateAsync("keys", KeyCalls.Key("write"), ("Idempotency-Key", Api.NewId("key")));
        var secret = (string)created.Body!["secret"]!;

        await using var session = await store.Host.Services.GetRequiredService<Readers>().OpenAsync(TestContext.Current.CancellationToken);
        var kept = await session.QueryAsync<string>("SELECT sha256 FROM api_keys WHERE id = @Id UNION ALL SELECT body FROM idempotency_keys", new { Id = (string)created.Body["id"]! });

        Assert.Equal(Hash(secret), kept[0]);
        Assert.All(kept, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_request_again_makes_no_second_key_and_does_not_show_the_secret_again()
    {
        var key = ("Idempotency-Key", Api.NewId("key"));

        var first = await administrator.CreateAsync("keys", KeyCalls.Key("read"), key);
        var again = await administrator.CreateAsync("keys", KeyCalls.Key("read"), key);

        Assert.Equal((HttpStatusCode.Created, "true"), (again.Status, again.Headers.GetValues("Idempotency-Replayed").Single()));
        Assert.Equal((string)first.Body!["id"]!, (string)again.Body!["id"]!);
        Assert.NotNull(first.Body["secret"]);
        Assert.Null(again.Body["secret"]);
    }

    [Theory]
    [InlineData("read", 200, 403, 403)]
    [InlineData("texts", 200, 403, 403)]
    [InlineData("write", 200, 201, 403)]
    [InlineData("admin", 200, 201, 200)]
    public async Task A_key_may_do_what_its_scopes_say(string scope, int read, int write, int administer)
    {
        using var client = store.Host.Client((await administrator.NewKeyAsync(scope)).Secret);

        var answers = new[] { await client.ReadAsync("/v1/actors"), await client.CreateAsync("questions", new() { ["text"] = "May I?" }), await client.ReadAsync("/v1/keys") };

        Assert.Equal([read, write, administer], answers.Select(answer => (int)answer.Status));
        Assert.All(answers.Where(answer => answer.Status == HttpStatusCode.Forbidden), answer => Assert.Equal("forbidden", answer.Code));
    }

    [Fact]
    public async Task Keys_are_for_administrators()
    {
        using var anonymous = store.Host.Reader();

        foreach (var answer in new[] { await anonymous.ReadAsync("/v1/keys"), await anonymous.ReadAsync("/v1/keys/bootstrap"), await anonymous.CreateAsync("keys", KeyCalls.Key("admin")), await anonymous.RetireAsync("keys", "bootstrap") })
            Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_and_stays_in_the_list()
    {
        var (id, secret) = await administrator.NewKeyAsync("write");
        using var client = store.Host.Client(secret);
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync("/v1/actors")).Status);

        var revoked = await administrator.RetireAsync("keys", id);
        var refused = await client.ReadAsync("/v1/actors");
        var first = (await administrator.ReadAsync($"/v1/keys/{id}")).Body!["revoked_at"];
        var again = await administrator.RetireAsync("keys", id);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (revoked.Status, again.Status));
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_key"), (refused.Status, refused.Code));
        Assert.Contains("revoked", (string)refused.Body!["detail"]!, StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(first, (await administrator.ReadAsync($"/v1/keys/{id}")).Body!["revoked_at"]));
        Assert.NotNull(first);
    }

    [Fact]
    public async Task A_key_is_refused_once_it_has_expired()
    {
        var key = KeyCalls.Key("read");
        key["expires_at"] = Instant.Write(TimeProvider.System.GetUtcNow().AddSeconds(2));
        var created = await administrator.CreateAsync("keys", key);
        using var client = store.Host.Client((string)created.Body!["secret"]!);
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync("/v1/actors")).Status);

        Answer answer;
        do answer = await client.ReadAsync("/v1/actors");
        while (answer.Status == HttpStatusCode.OK);

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_key"), (answer.Status, answer.Code));
        Assert.Contains("expired", (string)answer.Body!["detail"]!, StringComparison.Ordinal);
        Assert.Equal("Bearer realm=\"StanceApi\", error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task History_and_feed_name_the_key_that_wrote()
    {
        var (id, secret) = await administrator.NewKeyAsync("write");
        using var client = store.Host.Client(secret);

        var question = (string)(await client.CreateAsync("questions", new() { ["text"] = "Who asks?" })).Body!["id"]!;
        var history = await client.ReadAsync($"/v1/questions/{question}/history");
        var feed = await client.ReadAsync($"/v1/changes?after={long.Parse((string)history.Body!["items"]![0]!["seq"]!, System.Globalization.CultureInfo.InvariantCulture) - 1}&limit=1");

        Assert.Equal((id, id), ((string?)history.Body["items"]![0]!["by"], (string?)feed.Body!["items"]![0]!["by"]));
    }

    [Fact]
    public async Task The_last_use_is_written_later_and_never_goes_back()
    {
        var (id, secret) = await administrator.NewKeyAsync("read");
        using var client = store.Host.Client(secret);
        await client.ReadAsync("/v1/actors");
        var uses = store.Host.Services.GetRequiredService<KeyUses>();

        await uses.WriteAsync();
        var used = (string?)(await administrator.ReadAsync($"/v1/keys/{id}")).Body!["last_used_at"];
        await store.Host.Services.GetRequiredService<Writer>().RunAsync(
            "another process",
            async session =>
            {
                await KeyStore.UseAsync(session, [new(id, 0)]);
                return (true, Keep: true);
            },
            TestContext.Current.CancellationToken);

        Assert.NotNull(used);
        Assert.Equal(used, (string?)(await administrator.ReadAsync($"/v1/keys/{id}")).Body!["last_used_at"]);
    }

    [Fact]
    public async Task Keys_are_paged()
    {
        foreach (var _ in Enumerable.Range(0, 3)) await administrator.NewKeyAsync("read");

        var all = (await administrator.ReadAsync("/v1/keys?limit=500")).Ids;
        var paged = new List<string>();
        for (var next = "/v1/keys?limit=2"; next is not null;)
        {
            var page = await administrator.ReadAsync(next);
            paged.AddRange(page.Ids);
            next = (string?)page.Body!["next"] is { } cursor ? $"/v1/keys?limit=2&cursor={cursor}" : null;
        }

        // Other tests make keys meanwhile.
        Assert.Equal(all, paged.Intersect(all));
    }

    [Theory]
    [InlineData("""{"scopes": ["read"]}""", 422, "required", "/name")]
    [InlineData("""{"name": "A", "scopes": []}""", 422, "too_few", "/scopes")]
    [InlineData("""{"name": "A"}""", 422, "required", "/scopes")]
    [InlineData("""{"name": " ", "scopes": ["read"]}""", 422, "empty", "/name")]
    [InlineData("""{"name": "A", "scopes": ["read", "read"]}""", 422, "duplicate_item", "/scopes/1")]
    [InlineData("""{"name": "A", "scopes": ["root"]}""", 400, "unknown_value", "/scopes/0")]
    [InlineData("""{"name": "A", "scopes": "read"}""", 400, "wrong_type", "/scopes")]
    [InlineData("""{"name": "A", "scopes": ["read"], "secret": "mine"}""", 400, "unknown_member", "/secret")]
    [InlineData("""{"name": "A", "scopes": ["read"], "expires_at": "2099-01-01"}""", 422, "invalid_date", "/expires_at")]
    [InlineData("""{"name": "A", "scopes": ["read"], "expires_at": "2020-01-01T00:00:00Z"}""", 422, "reversed_range", "/expires_at")]
    public async Task A_key_that_cannot_be_is_refused(string body, int status, string code, string pointer)
    {
        var answer = await administrator.SendAsync(HttpMethod.Post, "/v1/keys", body);

        Assert.Equal((status, code, pointer), ((int)answer.Status, answer.Code, answer.Pointers.Single()));
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_not_found()
    {
        foreach (var answer in new[] { await administrator.ReadAsync("/v1/keys/nobodys"), await administrator.RetireAsync("keys", "nobodys") })
            Assert.Equal((HttpStatusCode.NotFound, "not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task What_is_only_tried_is_not_kept()
    {
        var (id, secret) = await administrator.NewKeyAsync("read");
        using var client = store.Host.Client(secret);

        var tried = await administrator.SendAsync(HttpMethod.Post, "/v1/keys?validate_only=true", KeyCalls.Key("read").ToJsonString());
        var revoked = await administrator.SendAsync(HttpMethod.Delete, $"/v1/keys/{id}?validate_only=true");

        Assert.Equal((HttpStatusCode.OK, null, HttpStatusCode.OK), (tried.Status, tried.Body!["secret"], revoked.Status));
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.ReadAsync($"/v1/keys/{(string)tried.Body["id"]!}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync("/v1/actors")).Status);
    }

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
