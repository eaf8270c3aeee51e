namespace StanceApi.Http;

/// <summary>The answer to a write, as bytes, so that it can be kept and replayed.</summary>
internal sealed record RecordResult(int Status) : IResult
{
    /// <summary>The path of the new record within the service; where the service lies under a path of its own, that goes before it.</summary>
    public string? Location { get; init; }

    public string? ETag { get; init; }

    /// <summary>The record as JSON, empty where there is none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether this is the answer to an earlier request with the same idempotency key.</summary>
    public bool IsReplayed { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.CacheControl = "no-cache";
        if (Location is not null) response.Headers.Location = Paths.Within(httpContext.Request, Location);
        if (ETag is not null) response.Headers.ETag = ETag;
        if (IsReplayed) response.Headers["Idempotency-Replayed"] = "true";
        if (Body.IsEmpty) return;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
