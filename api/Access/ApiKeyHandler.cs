using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using StanceApi.Http;

namespace StanceApi.Access;

/// <summary>Authenticates <c>Authorization: Bearer KEY</c> against the stored keys, and answers whoever may not do what he asks for.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KnownKeys keys, KeyUses uses, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Whoever probes need not be looked up: a store that is away must not make the process look dead.
        if (Request.Headers.Authorization.Count == 0 || HealthEndpoints.AreAskedFor(Context)) return AuthenticateResult.NoResult();
        if (Bearer.Of(Request) is not { } secret) return AuthenticateResult.Fail("Send Authorization: Bearer and a key of this service.");
        if (await keys.FindAsync(secret, Context.RequestAborted) is not { } key) return AuthenticateResult.Fail("The key is not known here. Send Authorization: Bearer and a key of this service.");
        if (key.Fault(clock.GetUtcNow()) is { } fault) return AuthenticateResult.Fail($"{fault} Ask an administrator for another.");
        uses.Note(key.Id);
        return AuthenticateResult.Success(new AuthenticationTicket(Caller.Principal(key.Id, Scopes.Parse(key.Scopes), SchemeName), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Refusals.ChallengeAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Refusals.ForbidAsync(Context);
}
