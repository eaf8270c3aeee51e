namespace StanceApi.Http;

/// <summary>Conditional reads: what has not changed costs next to nothing.</summary>
internal static class Conditional
{
    /// <summary>The headers that an answer depends on.</summary>
    public const string Vary = "Accept, Authorization";

    /// <summary>The errors of a read's own headers.</summary>
    public static List<ProblemError> Check(HttpRequest request)
    {
        if (request.Headers.IfMatch.Count > 0)
            return [new ProblemError(ErrorPlace.Header, "/If-Match", Codes.InvalidHeader, "If-Match guards a write. To read only what is new, send If-None-Match.")];
        if (request.Headers["Idempotency-Key"].Count > 0)
            return [new ProblemError(ErrorPlace.Header, "/Idempotency-Key", Codes.InvalidHeader, "Send it with POST: a read has no effect that could happen twice.")];
        var values = request.Headers.IfNoneMatch;
        return values.Count == 0 || values == "*" || ETags.Read(values) is not null
            ? []
            : [new ProblemError(ErrorPlace.Header, "/If-None-Match", Codes.InvalidHeader, "Send ETags as they were answered, quotes included.")];
    }

    /// <summary>Whether the client holds a representation, which may be this one.</summary>
    public static bool IsAsked(HttpRequest request) => request.Headers.IfNoneMatch.Count > 0;

    /// <summary>Sets the caching headers of a read; 304 where the client holds this representation already, else null.</summary>
    public static IResult? NotModified(HttpContext http, string tag)
    {
        SetHeaders(http, tag);
        return ETags.ClientHas(http.Request, tag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : null;
    }

    public static void SetHeaders(HttpContext http, string tag)
    {
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.Vary = Vary;
    }
}
