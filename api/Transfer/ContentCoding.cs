using System.IO.Compression;
using Microsoft.Net.Http.Headers;

namespace StanceApi.Transfer;

/// <summary>A content coding (RFC 9110, section 8.4.1) that an answer is compressed with.</summary>
/// <param name="Name">Its name, as in Accept-Encoding and Content-Encoding.</param>
/// <param name="Compress">A stream that compresses into another one, which it leaves open.</param>
internal sealed record ContentCoding(string Name, Func<Stream, Stream> Compress)
{
    /// <summary>The fastest levels: an export shall not wait for its compression.</summary>
    private static readonly ContentCoding[] Offered =
    [
        new("gzip", body => new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true)),
        new("br", body => new BrotliStream(body, CompressionLevel.Fastest, leaveOpen: true)),
    ];

    /// <summary>The one that the client likes best; null where it asks for none. A header that cannot be read asks for none.</summary>
    public static ContentCoding? Of(HttpRequest request)
    {
        if (!StringWithQualityHeaderValue.TryParseStrictList(request.Headers.AcceptEncoding.OfType<string>().ToArray(), out var accepted)) return null;
        return Offered.Select(coding => (Coding: coding, Quality: QualityOf(accepted, coding.Name)))
            .Where(pair => pair.Quality > 0.0 && pair.Quality >= QualityOf(accepted, "identity"))
            .OrderByDescending(pair => pair.Quality)
            .FirstOrDefault().Coding;
    }

    /// <summary>0 where a coding is not named; <c>*</c> names all that are not.</summary>
    private static double QualityOf(IList<StringWithQualityHeaderValue> accepted, string name)
    {
        var named = accepted.FirstOrDefault(each => each.Value.Equals(name, StringComparison.OrdinalIgnoreCase));
        // Whoever sends * does not ask for compression by it.
        return named is null ? 0.0 : named.Quality ?? 1.0;
    }
}
