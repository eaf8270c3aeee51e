namespace StanceApi.Http;

/// <summary>The routes of health, for everybody.</summary>
internal static class HealthEndpoints
{
    private const string Prefix = "/health";

    /// <summary>Whether a request is about health, which no limit and no look at keys may stand in the way of.</summary>
    public static bool AreAskedFor(HttpContext http) => http.Request.Path.StartsWithSegments(Prefix);

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.ServiceProvider.GetRequiredService<Health>();
        var group = routes.MapGroup(Prefix).WithTags("health").AllowAnonymous()
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(HealthStatus), [Body.Json]), new OperationMetadata([], [StatusCodes.Status400BadRequest]));
        group.MapAny(HttpMethods.Get, "/live", Health.LiveAsync)
            .WithName("getLiveness").WithSummary("Whether the process runs").WithDescription("Answers as long as the process can answer at all.");
        group.MapAny(HttpMethods.Get, "/ready", health.ReadyAsync)
            .WithName("getReadiness").WithSummary("Whether the service can answer").WithDescription("Answers 200 when the store is migrated, seeded, can be read and written to, and has room; 503 with the reason when not.");
        return routes;
    }
}
