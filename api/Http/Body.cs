using Microsoft.Net.Http.Headers;

namespace StanceApi.Http;

/// <summary>Reads the body of a request, whatever it holds, up to the limit that the server sets.</summary>
internal static class Body
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";

    private const string Identity = "identity";

    /// <summary>415 unless the body is declared as <paramref name="mediaType"/>, in UTF-8 and not compressed.</summary>
    public static Problem? RefuseType(HttpRequest request, string mediaType)
    {
        var declared = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase);
        var offer = HttpMethods.IsPatch(request.Method) ? "Accept-Patch" : HeaderNames.Accept;
        if (!declared) return Unsupported(HeaderNames.ContentType, $"Send the body with Content-Type: {mediaType}.", offer, mediaType);
        if (type!.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return Unsupported(HeaderNames.ContentType, "Send the body as UTF-8.", offer, mediaType);
        return request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != Identity
            ? Unsupported(HeaderNames.ContentEncoding, "Send the body without Content-Encoding.", HeaderNames.AcceptEncoding, Identity)
            : null;
    }

    /// <exception cref="BadHttpRequestException">The body is over the limit, or breaks off.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream(capacity: (int)Math.Clamp(request.ContentLength ?? 0, 0, 65_536));
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        return buffer.ToArray();
    }

    /// <summary>415, with what is taken instead (RFC 9110, section 15.5.16).</summary>
    private static Problem Unsupported(string header, string detail, string offer, string taken) => new(StatusCodes.Status415UnsupportedMediaType, Codes.UnsupportedMediaType, detail)
    {
        Errors = [new ProblemError(ErrorPlace.Header, $"/{header}", Codes.UnsupportedMediaType, detail)],
        Headers = new Dictionary<string, string> { [offer] = taken },
    };
}
