using Microsoft.Net.Http.Headers;

namespace StanceApi.Http;

/// <summary>Reads the body of a request, whatever it holds, up to the limit that the server sets.</summary>
internal static class Body
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";

    /// <summary>415 unless the body is declared as <paramref name="mediaType"/>, in UTF-8 and not compressed.</summary>
    public static Problem? RefuseType(HttpRequest request, string mediaType)
    {
        var declared = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase);
        if (!declared) return Unsupported($"Send the body with Content-Type: {mediaType}.", mediaType, request);
        if (type!.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return Unsupported("Send the body as UTF-8.", mediaType, request);
        return request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity"
            ? Unsupported("Send the body without Content-Encoding.", mediaType, request)
            : null;
    }

    /// <exception cref="BadHttpRequestException">The body is over the limit, or breaks off.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream(capacity: (int)Math.Clamp(request.ContentLength ?? 0, 0, 65_536));
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        return buffer.ToArray();
    }

    private static Problem Unsupported(string detail, string mediaType, HttpRequest request) => new(StatusCodes.Status415UnsupportedMediaType, Codes.UnsupportedMediaType, detail)
    {
        Errors = [new ProblemError("header", "/Content-Type", Codes.UnsupportedMediaType, detail)],
        Headers = new Dictionary<string, string> { [HttpMethods.IsPatch(request.Method) ? "Accept-Patch" : "Accept"] = mediaType },
    };
}
