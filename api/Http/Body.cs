using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace StanceApi.Http;

/// <summary>Reads the body of a request, whatever it holds, up to the limit that the server sets.</summary>
internal static class Body
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";

    private const string Identity = "identity";

    /// <summary>How much of a body that is too large is read and thrown away.</summary>
    private const long DrainedBytes = 16_777_216;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(3);

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

    /// <exception cref="BodyTooLargeException">The body is over the limit.</exception>
    /// <exception cref="BadHttpRequestException">The body breaks off.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request)
    {
        var size = request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (size is not { IsReadOnly: false, MaxRequestBodySize: { } limit }) return await ReadAsync(request, long.MaxValue);
        // Whoever asks first whether to send (Expect: 100-continue) is told before sending anything.
        if (request.ContentLength > limit && request.Headers.Expect.Count > 0) throw new BodyTooLargeException(limit);
        size.MaxRequestBodySize = limit + DrainedBytes;
        return await ReadAsync(request, limit);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, long limit)
    {
        using var buffer = new MemoryStream(capacity: (int)Math.Clamp(request.ContentLength ?? 0, 0, 65_536));
        var part = ArrayPool<byte>.Shared.Rent(65_536);
        try
        {
            while (request.ContentLength is not { } length || length <= limit)
            {
                var count = await request.Body.ReadAsync(part, request.HttpContext.RequestAborted);
                if (count == 0) return buffer.ToArray();
                if (buffer.Length + count > limit) break;
                buffer.Write(part, 0, count);
            }

            await DrainAsync(request, part);
            throw new BodyTooLargeException(limit);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }

    /// <summary>
    /// Reads on and throws away: most clients write the whole body before they read, and would see a broken connection instead of the
    /// answer. Whoever sends much more than is allowed, or slowly, is not waited for.
    /// </summary>
    private static async Task DrainAsync(HttpRequest request, byte[] part)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted);
        patience.CancelAfter(DrainTime);
        try
        {
            while (await request.Body.ReadAsync(part, patience.Token) > 0)
            {
            }
        }
        catch (Exception over) when (over is BadHttpRequestException or OperationCanceledException or IOException)
        {
            // Enough: the answer closes the connection.
            request.HttpContext.Response.Headers.Connection = "close";
        }
    }

    /// <summary>415, with what is taken instead (RFC 9110, section 15.5.16).</summary>
    public static Problem Unsupported(string header, string detail, string offer, string taken) => new(StatusCodes.Status415UnsupportedMediaType, Codes.UnsupportedMediaType, detail)
    {
        Errors = [new ProblemError(ErrorPlace.Header, $"/{header}", Codes.UnsupportedMediaType, detail)],
        Headers = new Dictionary<string, string> { [offer] = taken },
    };
}
