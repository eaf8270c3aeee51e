using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Access;

/// <summary>
/// The feature of access: who may do what. Writes need a key with the scope <c>write</c>, keys one with <c>admin</c>; reads are open,
/// unless the settings say that they need <c>read</c>.
/// </summary>
internal static partial class AccessFeature
{
    /// <summary>The policy of every read, where reads are not open.</summary>
    public const string Read = "read";

    /// <summary>The policy of every write.</summary>
    public const string Write = "write";

    /// <summary>The policy of what only administrators may do.</summary>
    public const string Admin = "admin";

    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AuthOptions>().Bind(configuration.GetSection(AuthOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Rates>().AddSingleton<ReaderTurns>().AddSingleton<RateExchange>().AddHostedService(provider => provider.GetRequiredService<RateExchange>());
        services.AddSingleton<KnownKeys>().AddSingleton<LastingAccess>().AddSingleton<KeyUses>().AddHostedService(provider => provider.GetRequiredService<KeyUses>());
        // The core alone: AddAuthentication would also set up data protection, which writes keys to the user's folder.
        services.AddWebEncoders().AddTransient<ApiKeyHandler>().AddAuthenticationCore(options =>
        {
            options.DefaultScheme = ApiKeyHandler.SchemeName;
            options.AddScheme<ApiKeyHandler>(ApiKeyHandler.SchemeName, displayName: null);
        });
        if (configuration[$"{AuthOptions.Section}:{nameof(AuthOptions.Authority)}"] is not null) services.AddTokens();
        var builder = services.AddAuthorizationBuilder();
        foreach (var scope in new[] { Read, Write, Admin }) builder.AddPolicy(scope, policy => policy.RequireClaim(Caller.Scope, scope));
        services.AddOptions<AuthorizationOptions>().Configure<IOptions<AuthOptions>>((options, auth) =>
        {
            // For every route that names no policy of its own.
            if (!auth.Value.AnonymousRead) options.FallbackPolicy = options.GetPolicy(Read);
        });
        return services;
    }

    /// <summary>Authenticates, and counts the request for whoever makes it. Health is exempt from both.</summary>
    public static IApplicationBuilder UseCallers(this IApplicationBuilder app) => app.UseAuthentication().UseRateCounts();

    /// <summary>
    /// Authorizes; a key that is sent and not valid is refused even where none is needed. Health is exempt: a
    /// probe with an old key must not take a healthy service down.
    /// </summary>
    public static IApplicationBuilder UseAccess(this IApplicationBuilder app)
    {
        app.Use((http, next) => http.Request.Headers.Authorization.Count > 0 && !HealthEndpoints.AreAskedFor(http) && http.User.Identity?.IsAuthenticated != true
            ? Refusals.ChallengeAsync(http)
            : next(http));
        return app.UseAuthorization();
    }

    /// <summary>Creates the first administrator's key; returns it where it must be printed. Warns of one in the settings that opens nothing any more.</summary>
    public static async Task<string?> BootstrapKeyAsync(this IServiceProvider services)
    {
        var (created, isRevoked) = await KeyStore.BootstrapAsync(services.GetRequiredService<Writer>(), services.GetRequiredService<IOptions<AuthOptions>>().Value.BootstrapKey);
        if (isRevoked) RevokedBootstrapKey(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(AccessFeature)));
        return created;
    }

    [LoggerMessage(LogLevel.Warning, "Auth:BootstrapKey was revoked, and a revoked key never comes back: it opens nothing. Name another one, or take it out of the settings.")]
    private static partial void RevokedBootstrapKey(ILogger logger);
}
