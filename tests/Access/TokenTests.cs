using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace StanceApi.Tests.Access;

/// <summary>Tokens of an OpenID Connect issuer: real signatures over the loopback.</summary>
public sealed class TokenTests(TokenTests.Trusting store) : IClassFixture<TokenTests.Trusting>
{
    private readonly Issuer issuer = store.Issuer;

    [Theory]
    [InlineData(null, 200, 403, 403)]
    [InlineData("", 200, 403, 403)]
    [InlineData("openid profile", 200, 403, 403)]
    [InlineData("Write", 200, 403, 403)]
    [InlineData("openid read", 200, 403, 403)]
    [InlineData("write", 200, 201, 403)]
    [InlineData("profile stance:write", 200, 201, 403)]
    [InlineData("admin", 200, 201, 200)]
    public async Task A_token_may_do_what_its_claim_says(string? scope, int read, int write, int administer)
    {
        using var client = store.Host.Client(issuer.Token(scope));

        var answers = new[] { await client.ReadAsync("/v1/actors"), await client.CreateAsync("questions", new() { ["text"] = "May I?" }), await client.ReadAsync("/v1/keys") };

        Assert.Equal([read, write, administer], answers.Select(answer => (int)answer.Status));
    }

    [Fact]
    public async Task A_claim_may_be_a_list()
    {
        var claims = new JsonObject { ["iss"] = issuer.Address, ["aud"] = Issuer.Audience, ["sub"] = "an-editor", ["exp"] = 4_000_000_000, ["scope"] = new JsonArray("profile", "stance:write") };
        using var client = store.Host.Client(Issuer.Sign(claims, new SigningCredentials(issuer.Key, SecurityAlgorithms.RsaSha256)));

        Assert.Equal(HttpStatusCode.Created, (await client.CreateAsync("questions", new() { ["text"] = "May I?" })).Status);
    }

    [Fact]
    public async Task History_and_feed_name_the_subject()
    {
        using var client = store.Host.Client(issuer.Token(subject: "auth0|5f7c8ec7c33c6c004bbafe82"));

        var question = (string)(await client.CreateAsync("questions", new() { ["text"] = "Who asks?" })).Body!["id"]!;

        Assert.Equal("oidc:auth0|5f7c8ec7c33c6c004bbafe82", (string?)(await client.ReadAsync($"/v1/questions/{question}/history")).Body!["items"]![0]!["by"]);
    }

    public static TheoryData<string> Forgeries => [.. Forged(null!).Keys];

    [Theory, MemberData(nameof(Forgeries))]
    public async Task A_token_that_is_not_valid_is_refused(string forgery)
    {
        using var client = store.Host.Client(Forged(issuer)[forgery]());

        foreach (var answer in new[] { await client.ReadAsync("/v1/actors"), await client.CreateAsync("questions", new() { ["text"] = "May I?" }), await client.ReadAsync("/v1/keys") })
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "invalid_key"), (answer.Status, answer.Code));
            Assert.Equal("Bearer realm=\"StanceApi\", error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString());
            // The library's own words would tell what is configured here.
            Assert.DoesNotContain("IDX", answer.Body!.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_without_an_end_is_told_what_it_lacks()
    {
        using var client = store.Host.Client(Forged(issuer)["without an end"]());

        Assert.Equal("The token has no end (exp).", (string?)(await client.ReadAsync("/v1/actors")).Body!["detail"]);
    }

    [Fact]
    public async Task Claims_that_look_like_ours_mean_nothing()
    {
        var claims = new JsonObject
        {
            ["iss"] = issuer.Address, ["aud"] = Issuer.Audience, ["sub"] = "an-editor", ["exp"] = 4_000_000_000, ["scope"] = "write",
            ["key_id"] = "bootstrap", ["ends"] = "1", ["role"] = "admin", ["roles"] = new JsonArray("admin"),
        };
        using var client = store.Host.Client(Issuer.Sign(claims, new SigningCredentials(issuer.Key, SecurityAlgorithms.RsaSha256)));

        var question = (string)(await client.CreateAsync("questions", new() { ["text"] = "Who asks?" })).Body!["id"]!;

        Assert.Equal("oidc:an-editor", (string?)(await client.ReadAsync($"/v1/questions/{question}/history")).Body!["items"]![0]!["by"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.ReadAsync("/v1/keys")).Status);
    }

    [Fact]
    public async Task A_key_of_the_service_is_taken_beside_tokens()
    {
        using var client = store.Host.Writer();

        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync("/v1/keys")).Status);
    }

    [Fact]
    public async Task A_new_key_of_the_issuer_is_fetched_and_the_old_one_is_refused()
    {
        await using var rotating = await Issuer.StartAsync();
        await using var host = await Trusting.StartAsync(rotating);
        var old = rotating.Token();
        using var before = host.Client(old);
        Assert.Equal(HttpStatusCode.OK, (await before.ReadAsync("/v1/actors")).Status);

        rotating.Rotate();
        using var after = host.Client(rotating.Token());
        while ((await after.ReadAsync("/v1/actors")).Status != HttpStatusCode.OK) await Task.Delay(100, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, (await before.ReadAsync("/v1/actors")).Status);
    }

    [Fact]
    public async Task An_issuer_that_does_not_answer_is_no_fault_of_the_token_and_none_of_keys()
    {
        var gone = await Issuer.StartAsync();
        await using var host = await Trusting.StartAsync(gone);
        await gone.DisposeAsync();
        using var token = host.Client(gone.Token());
        using var key = host.Writer();

        var answer = await token.ReadAsync("/v1/actors");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "issuer_unavailable"), (answer.Status, answer.Code));
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await key.ReadAsync("/v1/actors")).Status);
    }

    [Fact]
    public async Task An_issuer_that_takes_the_question_and_says_nothing_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var host = await StanceHost.StartAsync(seeds: false, "--Auth:Authority", $"http://{silent.LocalEndpoint}", "--Auth:Audience", Issuer.Audience);
        using var token = host.Client(issuer.Token());

        var answer = await token.ReadAsync("/v1/actors");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "issuer_unavailable"), (answer.Status, answer.Code));
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task Where_no_issuer_is_named_a_token_is_an_unknown_key()
    {
        await using var host = await StanceHost.StartAsync();
        using var client = host.Client(issuer.Token());

        Assert.Equal("invalid_key", (await client.ReadAsync("/v1/actors")).Code);
    }

    private static Dictionary<string, Func<string>> Forged(Issuer issuer) => new()
    {
        ["expired"] = () => issuer.Token(seconds: -60),
        ["without an end"] = () => Issuer.Sign(new JsonObject { ["iss"] = issuer.Address, ["aud"] = Issuer.Audience, ["sub"] = "x", ["scope"] = "admin" }, new SigningCredentials(issuer.Key, SecurityAlgorithms.RsaSha256)),
        ["for another service"] = () => issuer.Token("admin", audience: "another"),
        ["of another issuer"] = () => issuer.Token("admin", issuer: "https://elsewhere.example"),
        ["signed by another key of the same id"] = () => issuer.Token("admin", signedWith: Stranger(issuer.Key.KeyId)),
        ["signed by an unknown key"] = () => issuer.Token("admin", signedWith: Stranger("unheard-of")),
        ["not signed"] = () => Issuer.Resigned(issuer.Token("admin"), new JsonObject { ["alg"] = "none", ["typ"] = "JWT" }, _ => []),
        ["signed with the public key as a secret"] = () => Issuer.Resigned(
            issuer.Token("admin"),
            new JsonObject { ["alg"] = "HS256", ["typ"] = "JWT", ["kid"] = issuer.Key.KeyId },
            signed => HMACSHA256.HashData(Encoding.ASCII.GetBytes(issuer.Key.Rsa.ExportSubjectPublicKeyInfoPem()), signed)),
        ["with its claims changed"] = () => Spliced(issuer.Token("read"), issuer.Token("admin")),
        ["without a subject"] = () => issuer.Token("admin", subject: ""),
        ["with a subject of many lines"] = () => issuer.Token("admin", subject: "a\nb"),
        ["with a subject beyond ASCII"] = () => issuer.Token("admin", subject: "\u202eadmin"),
        ["with a subject that is too long"] = () => issuer.Token("admin", subject: new string('a', 256)),
        ["of dots"] = () => "a.b.c",
        ["of nothing"] = () => "..",
    };

    private static SigningCredentials Stranger(string keyId) => new(new RsaSecurityKey(RSA.Create(2048)) { KeyId = keyId }, SecurityAlgorithms.RsaSha256);

    /// <summary>The claims of one token under the signature of another.</summary>
    private static string Spliced(string signed, string claims) => $"{signed.Split('.')[0]}.{claims.Split('.')[1]}.{signed.Split('.')[2]}";

    /// <summary>A service that takes the tokens of an issuer of its own.</summary>
    public sealed class Trusting : IAsyncLifetime
    {
        public StanceHost Host { get; private set; } = null!;

        internal Issuer Issuer { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Issuer = await Issuer.StartAsync();
            Host = await StartAsync(Issuer);
        }

        internal static Task<StanceHost> StartAsync(Issuer issuer) => StanceHost.StartAsync(seeds: false, "--Auth:Authority", issuer.Address, "--Auth:Audience", Issuer.Audience);

        public async ValueTask DisposeAsync()
        {
            await Host.DisposeAsync();
            await Issuer.DisposeAsync();
        }
    }
}
