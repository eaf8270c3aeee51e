using StanceApi.Storage;

namespace StanceApi.Http;

/// <summary>What a probe found.</summary>
public enum HealthState
{
    /// <summary>The process answers.</summary>
    Live,

    /// <summary>The store is migrated, seeded and can be read.</summary>
    Ready,
}

/// <summary>The state of the service.</summary>
public sealed record HealthStatus
{
    /// <summary>What the probe found.</summary>
    public required HealthState Status { get; init; }
}

/// <summary>Health: the service listens only after migration and seeding, so that whoever gets an answer finds it ready.</summary>
internal static class Health
{
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        var readers = routes.ServiceProvider.GetRequiredService<Readers>();
        var group = routes.MapGroup("/health").WithTags("health")
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(HealthStatus), [Body.Json]), new OperationMetadata([], [StatusCodes.Status400BadRequest]));
        group.MapAny(HttpMethods.Get, "/live", http => Task.FromResult(Refuse(http) ?? Is(HealthState.Live)))
            .WithName("getLiveness").WithSummary("Whether the process runs").WithDescription("Answers as long as the process can answer at all.");
        group.MapAny(HttpMethods.Get, "/ready", http => ReadyAsync(http, readers))
            .WithName("getReadiness").WithSummary("Whether the service can answer").WithDescription("Answers 200 when the store is migrated, seeded and can be read.");
        return routes;
    }

    private static IResult Is(HealthState status) => TypedResults.Json(new HealthStatus { Status = status }, Json.Options);

    private static ProblemResult? Refuse(HttpContext http)
    {
        var errors = new List<ProblemError>();
        new QueryParameters(http.Request, errors).RefuseOthers();
        return errors.Count == 0 ? null : new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, errors));
    }

    private static async Task<IResult> ReadyAsync(HttpContext http, Readers readers)
    {
        if (Refuse(http) is { } refusal) return refusal;
        await using var session = await readers.OpenAsync(http.RequestAborted);
        await FeedHead.ReadAsync(session);
        return Is(HealthState.Ready);
    }
}
