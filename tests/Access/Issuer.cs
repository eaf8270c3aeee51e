using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace StanceApi.Tests.Access;

/// <summary>A small OpenID Connect issuer on the loopback: its discovery document, its keys, and tokens that it signs.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    public const string Audience = "stance";

    private readonly WebApplication app;

    private Issuer(WebApplication app) => this.app = app;

    /// <summary>The key that it signs with and publishes.</summary>
    public RsaSecurityKey Key { get; private set; } = NewKey();

    public string Address { get; private set; } = "";

    public static async Task<Issuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var issuer = new Issuer(builder.Build());
        issuer.app.MapGet("/.well-known/openid-configuration", Answer(() => new JsonObject { ["issuer"] = issuer.Address, ["jwks_uri"] = $"{issuer.Address}/keys" }));
        issuer.app.MapGet("/keys", Answer(() => new JsonObject { ["keys"] = new JsonArray(Published(issuer.Key)) }));
        await issuer.app.StartAsync();
        issuer.Address = issuer.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return issuer;
    }

    public static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    /// <summary>From now on another key is published, and the one before is not.</summary>
    public void Rotate() => Key = NewKey();

    /// <summary>A token with these claims, valid for an hour unless they say otherwise.</summary>
    public string Token(string? scope = "write", string audience = Audience, string? issuer = null, int seconds = 3_600, object? subject = null, SigningCredentials? signedWith = null)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject { ["iss"] = issuer ?? Address, ["aud"] = audience, ["sub"] = JsonValue.Create(subject ?? "an-editor"), ["iat"] = now - 7_200, ["nbf"] = now - 7_200, ["exp"] = now + seconds };
        if (scope is not null) claims["scope"] = scope;
        return Sign(claims, signedWith ?? new SigningCredentials(Key, SecurityAlgorithms.RsaSha256));
    }

    public static string Sign(JsonObject claims, SigningCredentials credentials) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(claims.ToJsonString(), credentials);

    /// <summary>The same claims under another header and signature.</summary>
    public static string Resigned(string token, JsonObject header, Func<byte[], byte[]> sign)
    {
        var signed = $"{Encode(header.ToJsonString())}.{token.Split('.')[1]}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static JsonObject Published(RsaSecurityKey key)
    {
        var numbers = key.Rsa.ExportParameters(includePrivateParameters: false);
        return new() { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = key.KeyId, ["n"] = Base64Url.EncodeToString(numbers.Modulus), ["e"] = Base64Url.EncodeToString(numbers.Exponent) };
    }

    private static RequestDelegate Answer(Func<JsonObject> body) => http => http.Response.WriteAsJsonAsync(body(), http.RequestAborted);
}
