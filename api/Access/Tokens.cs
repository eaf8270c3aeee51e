using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using StanceApi.Http;
using StanceApi.Values;

namespace StanceApi.Access;

/// <summary>
/// OpenID Connect bearer tokens, through ASP.NET's own handler: issuer, audience, lifetime and signature are checked against what the
/// issuer publishes. Of a valid token only its subject, its end and its scopes are taken.
/// </summary>
internal static class Tokens
{
    public const string SchemeName = "Token";

    /// <summary>Before the subject in history and feed; no id of a key has a colon.</summary>
    public const string IdPrefix = "oidc:";

    /// <summary>May stand before the words of scopes, where an issuer serves other services too.</summary>
    private const string ScopePrefix = "stance:";

    /// <summary>OpenID Connect Core, section 2: a subject has at most 255 ASCII characters.</summary>
    private const int LongestSubject = 255;

    private static readonly object Away = new();

    /// <summary>Signatures that whoever knows the public key can check and not make.</summary>
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static void AddTokens(this IServiceCollection services)
    {
        services.AddTransient<JwtBearerHandler>();
        services.AddSingleton<IPostConfigureOptions<JwtBearerOptions>, JwtBearerPostConfigureOptions>();
        // What the issuer has withdrawn is not believed any more, however well it served.
        services.PostConfigure<JwtBearerOptions>(SchemeName, options => ((BaseConfigurationManager)options.ConfigurationManager!).UseLastKnownGoodConfiguration = false);
        services.Configure<AuthenticationOptions>(options => options.AddScheme<JwtBearerHandler>(SchemeName, displayName: null));
        services.AddOptions<JwtBearerOptions>(SchemeName).Configure<IOptions<AuthOptions>>((options, auth) => Configure(options, auth.Value));
        services.AddOptions<AuthenticationSchemeOptions>(ApiKeyHandler.SchemeName).Configure(options =>
        {
            options.ForwardDefaultSelector = http => Bearer.IsToken(http.Request) && !HealthEndpoints.AreAskedFor(http) ? SchemeName : null;
            options.ForwardChallenge = options.ForwardForbid = ApiKeyHandler.SchemeName;
        });
    }

    /// <summary>Whether a token could not be checked, since its issuer does not answer, and why that is.</summary>
    public static bool IsIssuerAway(HttpContext http, out string? cause)
    {
        cause = (http.Items[Away] as Exception)?.GetBaseException().Message;
        return cause is not null;
    }

    private static void Configure(JwtBearerOptions options, AuthOptions auth)
    {
        options.Authority = auth.Authority!.ToString();
        options.Audience = auth.Audience;
        options.RequireHttpsMetadata = !auth.Authority.IsLoopback;
        options.MapInboundClaims = false;
        options.BackchannelTimeout = TimeSpan.FromSeconds(10);
        options.RefreshInterval = TimeSpan.FromSeconds(30);
        options.AutomaticRefreshInterval = TimeSpan.FromHours(1);
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            ClockSkew = TimeSpan.FromSeconds(30),
            RequireExpirationTime = true,
            RequireSignedTokens = true,
        };
        var question = new IssuerQuestion();
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = context => FindIssuerAsync(context, question),
            OnTokenValidated = context => AcceptAsync(context, auth.ScopeClaim),
            OnAuthenticationFailed = context =>
            {
                context.Fail(Reason(context.Exception));
                return Task.CompletedTask;
            },
        };
    }

    /// <summary>An issuer that does not answer is no fault of the token.</summary>
    private static async Task FindIssuerAsync(MessageReceivedContext context, IssuerQuestion question)
    {
        try
        {
            var manager = context.Options.ConfigurationManager!;
            var published = await question.AskAsync(manager, context.HttpContext.RequestAborted);
            if (published is { Issuer.Length: > 0, SigningKeys.Count: > 0 }) return;
            manager.RequestRefresh();
            throw new InvalidOperationException("The issuer publishes no name of its own, or no keys.");
        }
        catch (Exception failure) when (failure is InvalidOperationException or IOException or HttpRequestException)
        {
            context.HttpContext.Items[Away] = failure;
            context.Fail("The issuer of tokens does not answer.");
        }
    }

    private static Task AcceptAsync(TokenValidatedContext context, string scopeClaim)
    {
        var subject = context.Principal!.FindFirst("sub")?.Value;
        if (subject is { Length: > 0 and <= LongestSubject } && subject.All(character => character is > ' ' and <= '~'))
        {
            context.Principal = Caller.Principal(IdPrefix + subject, ScopesOf(context.Principal.FindAll(scopeClaim)), SchemeName, end: context.SecurityToken.ValidTo);
        }
        else
        {
            context.Fail($"The token names no subject of 1 to {LongestSubject} visible ASCII characters (sub).");
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<AccessScope> ScopesOf(IEnumerable<Claim> claims)
    {
        var known = Words.List(typeof(AccessScope));
        return claims.SelectMany(claim => claim.Value.Split(' '))
            .Select(word => word.StartsWith(ScopePrefix, StringComparison.Ordinal) ? word[ScopePrefix.Length..] : word)
            .Where(known.Contains)
            .Select(word => Words<AccessScope>.Parse(word));
    }

    private static string Reason(Exception failure) => failure switch
    {
        SecurityTokenExpiredException => "The token has expired.",
        SecurityTokenNoExpirationException => "The token has no end (exp).",
        SecurityTokenNotYetValidException => "The token is not valid yet.",
        SecurityTokenInvalidAudienceException => "The token is made for another service (aud).",
        SecurityTokenInvalidIssuerException => "The token is of another issuer (iss).",
        _ => "The token is not one that the issuer of this service has signed.",
    };
}
