using Microsoft.AspNetCore.Authentication;
using StanceApi.Http;

namespace StanceApi.Access;

/// <summary>The answers to whoever may not do what he asks for: 401 and 403.</summary>
internal static class Refusals
{
    private const string Realm = "Bearer realm=\"StanceApi\"";

    /// <summary>401, for a request that needs a key and has none, or has one that is not valid.</summary>
    public static async Task ChallengeAsync(HttpContext http)
    {
        // Looked up once for each request, however often it is asked for.
        var failure = (await http.AuthenticateAsync()).Failure;
        if (Tokens.IsIssuerAway(http, out var cause))
        {
            var away = new Problem(StatusCodes.Status503ServiceUnavailable, Codes.IssuerUnavailable, "The issuer of tokens does not answer, so that none can be checked. Try again shortly.") { Headers = Problem.RetryAfter, Cause = cause };
            await ProblemDocument.WriteAsync(http, away);
            return;
        }

        var (code, detail, challenge) = failure is null
            ? (Codes.Unauthorized, "Send Authorization: Bearer and a key that has the scope for this.", Realm)
            // Each of these messages is ours.
            : (Codes.InvalidKey, failure.Message, $"{Realm}, error=\"invalid_token\"");
        await ProblemDocument.WriteAsync(http, Problem.At(StatusCodes.Status401Unauthorized, code, detail, ErrorPlace.Header, "/Authorization") with
        {
            Headers = new Dictionary<string, string> { ["WWW-Authenticate"] = challenge },
        });
    }

    /// <summary>401, for a key that was valid when an answer began and is not any more.</summary>
    public static readonly Problem Lapsed = Problem.At(StatusCodes.Status401Unauthorized, Codes.InvalidKey, "The key was revoked, or has expired, meanwhile.", ErrorPlace.Header, "/Authorization") with
    {
        Headers = new Dictionary<string, string> { ["WWW-Authenticate"] = $"{Realm}, error=\"invalid_token\"" },
    };

    /// <summary>403, for a valid key without the scope.</summary>
    public static Task ForbidAsync(HttpContext http)
    {
        var needed = http.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAuthorizeData>()?.Policy ?? AccessFeature.Read;
        return ProblemDocument.WriteAsync(http, Problem.At(StatusCodes.Status403Forbidden, Codes.Forbidden, $"This needs a key with the scope {needed}.", ErrorPlace.Header, "/Authorization"));
    }
}
