using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Telemetry;

/// <summary>
/// The feature of telemetry: traces, metrics and logs over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector (with the other variables
/// of OpenTelemetry), and metrics for Prometheus at <c>/metrics</c>. Neither headers nor bodies nor the values of queries are told.
/// </summary>
internal static class TelemetryFeature
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetryOptions>().Bind(builder.Configuration.GetSection(TelemetryOptions.Section)).ValidateOnStart();
        var isExported = !string.IsNullOrEmpty(builder.Configuration[Endpoint]);
        var isRead = AccessOf(builder.Configuration) != MetricsAccess.Off;
        if (!isExported && !isRead) return builder;
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("StanceApi", serviceVersion: Assembly.GetExecutingAssembly().GetName().Version!.ToString(3)))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", Meters.Name);
                if (isRead) metrics.AddPrometheusExporter();
            });
        if (isExported)
        {
            telemetry.WithTracing(tracing => tracing.AddSource(Meters.Name).AddAspNetCoreInstrumentation())
                .WithLogging(configureBuilder: null, options => options.IncludeFormattedMessage = true)
                .UseOtlpExporter();
        }

        return builder;
    }

    public static IEndpointRouteBuilder MapTelemetry(this IEndpointRouteBuilder routes)
    {
        var access = AccessOf(routes.ServiceProvider.GetRequiredService<IConfiguration>());
        if (access == MetricsAccess.Off) return routes;
        var scraping = routes.MapPrometheusScrapingEndpoint(HttpFeature.Metrics);
        if (access == MetricsAccess.Open) scraping.AllowAnonymous();
        else scraping.RequireAuthorization(AccessFeature.Admin);
        return routes;
    }

    private static MetricsAccess AccessOf(IConfiguration configuration) =>
        (configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>() ?? new TelemetryOptions()).Metrics;
}
