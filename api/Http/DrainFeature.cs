using Microsoft.Extensions.Options;

namespace StanceApi.Http;

/// <summary>The drain in the service's composition.</summary>
internal static class DrainFeature
{
    /// <summary>How long requests in flight may take after the server listens no more.</summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddDrain(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ShutdownSettings>().Bind(configuration.GetSection(ShutdownSettings.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<HostOptions>().Configure<IOptions<ShutdownSettings>>((host, settings) => host.ShutdownTimeout = LongestRequest + TimeSpan.FromSeconds(settings.Value.DrainSeconds));
        return services.AddSingleton<Drain>().AddHostedService(provider => provider.GetRequiredService<Drain>());
    }

    /// <summary>Asks clients to connect anew after each answer while the service drains, so that nobody sends into a connection that closes.</summary>
    public static IApplicationBuilder UseDrain(this IApplicationBuilder app)
    {
        var drain = app.ApplicationServices.GetRequiredService<Drain>();
        return app.Use((http, next) =>
        {
            if (drain.HasBegun && HttpProtocol.IsHttp11(http.Request.Protocol)) http.Response.Headers.Connection = "close";
            return next(http);
        });
    }
}
