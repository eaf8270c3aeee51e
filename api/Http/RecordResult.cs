namespace StanceApi.Http;

/// <summary>An answer as bytes: its length is known, so that it is sent in one piece, and that to a write can be kept and replayed.</summary>
internal sealed record RecordResult(int Status) : IResult
{
    /// <summary>The path of the new record within the service; where the service lies under a path of its own, that goes before it.</summary>
    public string? Location { get; init; }

    public string? ETag { get; init; }

    /// <summary>The record as JSON, empty where there is none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What is kept to be replayed where it is not this answer itself: one without a secret that is shown once.</summary>
    public RecordResult? Kept { get; init; }

    public string CacheControl { get; init; } = "no-cache";

    /// <summary>Whether this is the answer to an earlier request with the same idempotency key.</summary>
    public bool IsReplayed { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.CacheControl = CacheControl;
        if (Location is not null) response.Headers.Location = Paths.Within(httpContext.Request, Location);
        if (ETag is not null) response.Headers.ETag = ETag;
        if (IsReplayed) response.Headers["Idempotency-Replayed"] = "true";
        if (Body.IsEmpty) return;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
