using StanceApi.Storage;

namespace StanceApi.Http;

/// <summary>The state of the service.</summary>
public sealed record HealthStatus
{
    /// <summary>live or ready.</summary>
    public required string Status { get; init; }
}

/// <summary>Health: the service listens only after migration and seeding, so that whoever gets an answer finds it ready.</summary>
internal static class Health
{
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("health");
        group.MapGet("/live", () => TypedResults.Json(new HealthStatus { Status = "live" }, Json.Options))
            .Produces<HealthStatus>().WithName("getLiveness").WithSummary("Whether the process runs").WithDescription("Answers as long as the process can answer at all.");
        group.MapGet("/ready", ReadyAsync)
            .Produces<HealthStatus>().WithName("getReadiness").WithSummary("Whether the service can answer").WithDescription("Answers 200 when the store is migrated, seeded and can be read.");
        return routes;
    }

    private static async Task<IResult> ReadyAsync(Readers readers, CancellationToken cancellation)
    {
        await using var session = await readers.OpenAsync(cancellation);
        await FeedHead.ReadAsync(session);
        return TypedResults.Json(new HealthStatus { Status = "ready" }, Json.Options);
    }
}
