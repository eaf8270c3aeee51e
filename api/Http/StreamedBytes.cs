namespace StanceApi.Http;

/// <summary>A body that is sent part by part as it is written: as a whole it would take as much memory as it has bytes.</summary>
/// <param name="mediaType">Its content type.</param>
/// <param name="parts">Its parts in UTF-8; each is sent before the next one is asked for.</param>
internal sealed class StreamedBytes(string mediaType, IEnumerable<ReadOnlyMemory<byte>> parts) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = $"{mediaType}; charset=utf-8";
        if (HeadRequests.Is(httpContext)) return;
        foreach (var part in parts) await httpContext.Response.Body.WriteAsync(part, httpContext.RequestAborted);
    }
}
