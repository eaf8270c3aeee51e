using StanceApi.Storage;

namespace StanceApi.Http;

/// <summary>The feature of HTTP manners: problems, HEAD, CORS, limits.</summary>
internal static class HttpFeature
{
    /// <summary>Headers that a browser's script may read.</summary>
    private static readonly string[] Exposed = ["ETag", "Link", "Location", "Retry-After", "Stance-Snapshot", "RateLimit", "RateLimit-Policy"];

    /// <summary>How long a browser may remember that a write is allowed.</summary>
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(1);

    public static IServiceCollection AddHttp(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => Json.Configure(options.SerializerOptions));
        services.AddCors(options => options.AddDefaultPolicy(policy => policy.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod().WithExposedHeaders(Exposed).SetPreflightMaxAge(PreflightAge)));
        return services;
    }

    public static IWebHostBuilder UseHttpLimits(this IWebHostBuilder host) => host.ConfigureKestrel((context, kestrel) =>
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureEndpointDefaults(BareAnswers.Fill);
        kestrel.Limits.MaxRequestBodySize = context.Configuration.GetSection(ServiceLimits.Section).Get<ServiceLimits>()?.BodyBytes ?? new ServiceLimits().BodyBytes;
    });

    public static IApplicationBuilder UseHttp(this WebApplication app)
    {
        app.UseOwnAnswers();
        app.UseFailures();
        app.UseHeadRequests();
        app.UseRouting();
        return app.UseCors();
    }
}
