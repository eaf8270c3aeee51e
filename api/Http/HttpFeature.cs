using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using StanceApi.Storage;

namespace StanceApi.Http;

/// <summary>The feature of HTTP manners: problems, HEAD, CORS, limits, headers that keep browsers in check.</summary>
internal static class HttpFeature
{
    /// <summary>Where the metrics are: whoever watches a service sees most where it is busy.</summary>
    public const string Metrics = "/metrics";

    /// <summary>How long a client may be slower than the slowest allowed before it is cut off.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddHttp(this IServiceCollection services, IConfiguration configuration)
    {
        services.ConfigureHttpJsonOptions(options => Json.Configure(options.SerializerOptions));
        services.AddSingleton<RequestSlots>().AddSingleton<AnswerTime>().AddSingleton<Computations>().AddSingleton<Health>().AddDrain(configuration);
        services.AddOptions<CorsSettings>().Bind(configuration.GetSection(CorsSettings.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ProxySettings>().Bind(configuration.GetSection(ProxySettings.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<CorsSettings>>((options, cors) => options.AddDefaultPolicy(cors.Value.Apply));
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxySettings>>((options, proxies) => proxies.Value.Apply(options));
        return services;
    }

    /// <summary>The limits that the server itself sets, on what has not become a request yet.</summary>
    public static IWebHostBuilder UseHttpLimits(this IWebHostBuilder host) => host.ConfigureKestrel((context, kestrel) =>
    {
        var limits = context.Configuration.GetSection(ServiceLimits.Section).Get<ServiceLimits>() ?? new ServiceLimits();
        kestrel.AddServerHeader = false;
        kestrel.ConfigureEndpointDefaults(BareAnswers.Fill);
        Apply(limits, kestrel.Limits);
        KeepThreads(limits);
    });

    /// <summary>Everything that stands before the look at who calls.</summary>
    public static IApplicationBuilder UseHttp(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ProxySettings>>().Value.AreNamed) app.UseForwardedHeaders();
        app.UseOwnAnswers();
        app.UseSecurityHeaders();
        app.UseFailures();
        app.UseHeadRequests();
        app.UseDrain();
        var slots = app.Services.GetRequiredService<RequestSlots>();
        app.Use((http, next) => HealthEndpoints.AreAskedFor(http) || http.Request.Path.StartsWithSegments(Metrics) ? next(http) : slots.RunAsync(http, next));
        var time = app.Services.GetRequiredService<AnswerTime>();
        app.Use(time.RunAsync);
        var longestPause = TimeSpan.FromSeconds(app.Services.GetRequiredService<IOptions<ServiceLimits>>().Value.StallSeconds);
        app.Use((http, next) =>
        {
            if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true) http.Request.Body = new ImpatientBody(http.Request.Body, longestPause);
            return next(http);
        });
        return app.UseRouting();
    }

    /// <summary>
    /// SQLite's statements block the thread that they run on. The pool begins with a thread for each processor and adds them slowly while those are busy: then whoever
    /// only asks whether the process lives would wait for reads.
    /// </summary>
    private static void KeepThreads(ServiceLimits limits)
    {
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, ThreadsFor(limits)), ports);
    }

    /// <summary>Twice as many as reads and exports can block, and some for each processor.</summary>
    internal static int ThreadsFor(ServiceLimits limits) => (2 * (limits.Readers + Readers.Kept + limits.Exports)) + (8 * Environment.ProcessorCount);

    private static void Apply(ServiceLimits limits, KestrelServerLimits server)
    {
        server.MaxRequestBodySize = limits.BodyBytes;
        server.MaxRequestLineSize = limits.RequestLineBytes;
        server.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        server.MaxRequestHeaderCount = limits.Headers;
        server.MaxConcurrentConnections = limits.Connections;
        server.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HeaderSeconds);
        server.KeepAliveTimeout = TimeSpan.FromSeconds(limits.IdleSeconds);
        // Only while there is something to send or to receive: streams and long polls may be silent.
        server.MinRequestBodyDataRate = new MinDataRate(limits.SlowestBytesPerSecond, Grace);
        server.MinResponseDataRate = new MinDataRate(limits.SlowestBytesPerSecond, Grace);
    }
}
