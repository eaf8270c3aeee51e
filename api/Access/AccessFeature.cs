using Microsoft.Extensions.Options;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Access;

/// <summary>The feature of access: who may do what. Reads are open; writes need a key with the scope <c>write</c>.</summary>
internal static class AccessFeature
{
    /// <summary>The policy of every write.</summary>
    public const string Write = "write";

    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AuthOptions>().Bind(configuration.GetSection(AuthOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        // The core alone: AddAuthentication would also set up data protection, which writes keys to the user's folder.
        services.AddWebEncoders().AddTransient<ApiKeyHandler>().AddAuthenticationCore(options =>
        {
            options.DefaultScheme = ApiKeyHandler.SchemeName;
            options.AddScheme<ApiKeyHandler>(ApiKeyHandler.SchemeName, displayName: null);
        });
        services.AddAuthorizationBuilder().AddPolicy(Write, policy => policy.RequireClaim(Caller.Scope, Write));
        return services;
    }

    /// <summary>
    /// Authenticates and authorizes; a key that is sent and not valid is refused even where none is needed. Health is exempt: a
    /// probe with an old key must not take a healthy service down.
    /// </summary>
    public static IApplicationBuilder UseAccess(this IApplicationBuilder app)
    {
        app.UseAuthentication();
        app.Use((http, next) => http.Request.Headers.Authorization.Count > 0 && !http.Request.Path.StartsWithSegments("/health") && http.User.Identity?.IsAuthenticated != true
            ? ProblemDocument.WriteAsync(http, ApiKeyHandler.Problem(http.Request))
            : next(http));
        return app.UseAuthorization();
    }

    /// <summary>Creates the first administrator's key; returns it where it must be printed.</summary>
    public static Task<string?> BootstrapKeyAsync(this IServiceProvider services) =>
        KeyStore.BootstrapAsync(services.GetRequiredService<Writer>(), services.GetRequiredService<IOptions<AuthOptions>>().Value.BootstrapKey);
}
