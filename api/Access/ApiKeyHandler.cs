using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Access;

/// <summary>Authenticates <c>Authorization: Bearer KEY</c> against the stored keys.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Readers readers)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";

    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0) return AuthenticateResult.NoResult();
        if (header.Count != 1 || !header.ToString().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.Fail("Not a bearer token.");
        await using var session = await readers.OpenAsync(Context.RequestAborted);
        return await KeyStore.FindAsync(session, header.ToString()[Prefix.Length..].Trim()) is { } key
            ? AuthenticateResult.Success(new AuthenticationTicket(Principal(key), SchemeName))
            : AuthenticateResult.Fail("No such key.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => ProblemDocument.WriteAsync(Context, Problem(Request));

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ProblemDocument.WriteAsync(Context, Http.Problem.At(StatusCodes.Status403Forbidden, Codes.Forbidden, "This key does not have the scope that this needs.", ErrorPlace.Header, "/Authorization"));

    /// <summary>401, for a request that needs a key and has none, or has one that is not valid.</summary>
    public static Problem Problem(HttpRequest request)
    {
        var isSent = request.Headers.Authorization.Count > 0;
        return Http.Problem.At(
            StatusCodes.Status401Unauthorized,
            isSent ? Codes.InvalidKey : Codes.Unauthorized,
            isSent ? "The key is not known here. Send Authorization: Bearer and a key of this service." : "Send Authorization: Bearer and a key that may write.",
            ErrorPlace.Header,
            "/Authorization") with
        {
            Headers = new Dictionary<string, string> { ["WWW-Authenticate"] = isSent ? "Bearer realm=\"StanceApi\", error=\"invalid_token\"" : "Bearer realm=\"StanceApi\"" },
        };
    }

    private static ClaimsPrincipal Principal(KeyRow key) => new(new ClaimsIdentity(
        [new Claim(Caller.KeyId, key.Id), .. key.Scopes.Split(' ').Select(scope => new Claim(Caller.Scope, scope))], SchemeName));
}
