using Microsoft.Extensions.Options;
using StanceApi.Storage;

namespace StanceApi.Http;

/// <summary>What a probe found.</summary>
public enum HealthState
{
    /// <summary>The process answers.</summary>
    Live,

    /// <summary>The store is migrated, seeded, can be read and written to, and has room.</summary>
    Ready,
}

/// <summary>The state of the service.</summary>
public sealed record HealthStatus
{
    /// <summary>What the probe found.</summary>
    public required HealthState Status { get; init; }
}

/// <summary>
/// Health: the service listens only after migration and seeding, so that whoever gets an answer finds those done. Ready is who can read, whose
/// writes would be kept, and who has room for them.
/// </summary>
internal sealed class Health(Readers readers, Writer writer, Engine engine, Drain drain, IOptions<ServiceLimits> limits, TimeProvider clock)
{
    /// <summary>How long a write may take to show that the store can be written to again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long the store may take to be read: whoever probes does not wait for a server that hangs.</summary>
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(5);

    public async Task<IResult> ReadyAsync(HttpContext http)
    {
        if (QueryParameters.RefuseAll(http.Request) is { } refusal) return refusal;
        if (drain.HasBegun) return NotReady("The service is stopping.");
        try
        {
            await ReadAsync(http.RequestAborted).WaitAsync(ReadPatience, clock, http.RequestAborted);
        }
        catch (TimeoutException)
        {
            return NotReady("The store does not answer.");
        }

        if (!await writer.IsSoundAsync(Patience)) return NotReady(writer.Ailment ?? "The store cannot be written to. See the service's log.");
        return engine.FreeBytes < limits.Value.FreeBytes ? NotReady("The disk that the store lies on is nearly full.") : Is(HealthState.Ready);
    }

    public static Task<IResult> LiveAsync(HttpContext http) => Task.FromResult(QueryParameters.RefuseAll(http.Request) ?? Is(HealthState.Live));

    private async Task ReadAsync(CancellationToken cancellation)
    {
        await using var session = await readers.OpenKeptAsync(cancellation);
        await FeedHead.ReadAsync(session);
    }

    private static IResult Is(HealthState status) => TypedResults.Json(new HealthStatus { Status = status }, Json.Options);

    private static ProblemResult NotReady(string why) => new(new Problem(StatusCodes.Status503ServiceUnavailable, Codes.NotReady, why) { Headers = Problem.RetryAfter });
}
