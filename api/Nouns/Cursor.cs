using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StanceApi.Http;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Nouns;

/// <summary>
/// Where a page ends, opaque to clients: the feed position of the first page, the sort key and id of the last row, and a hash
/// of the list it belongs to. It carries its own checksum, so that a changed one is refused instead of misread; it holds no
/// secret and needs none, since it gives nothing that the list would not.
/// </summary>
internal sealed record Cursor(long Seq, After After)
{
    private const int ChecksumLength = 9;

    /// <summary>Writes the cursor for the list that <paramref name="binding"/> describes (path, filters, sort).</summary>
    public string Write(string binding)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(new Payload(Seq, After.Key, After.Id));
        return Base64Url.EncodeToString([.. Checksum(payload, binding), .. payload]);
    }

    /// <summary>Writes the cursor and puts the link to the next page into the answer's headers.</summary>
    public string Link(HttpContext http, string binding)
    {
        var next = Write(binding);
        http.Response.Headers.Link = $"<{Paths.WithParameter(http.Request, "cursor", next)}>; rel=\"next\"";
        return next;
    }

    /// <summary>A feed position as it is written everywhere.</summary>
    public static string Position(long seq) => seq.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads the parameter; null where it is absent or refused. The sort key may have to be a number.</summary>
    public static Cursor? Read(QueryParameters query, string binding, bool isNumber)
    {
        if (query.Value("cursor") is not { } text) return null;
        if (TryRead(text, binding, out var cursor) && (!isNumber || long.TryParse(cursor.After.Key, CultureInfo.InvariantCulture, out _))) return cursor;
        Refuse(query);
        return null;
    }

    public static void Refuse(QueryParameters query) =>
        query.Refuse("cursor", Codes.InvalidCursor, "Send a cursor just as `next` gave it, with the filters, the sort and the times of its first page.");

    public static bool TryRead(string text, string binding, [NotNullWhen(true)] out Cursor? cursor)
    {
        cursor = null;
        if (!Base64Url.IsValid(text)) return false;
        var bytes = Base64Url.DecodeFromChars(text);
        // A decoder forgives the unused bits of the last character; a cursor has one spelling.
        if (bytes.Length <= ChecksumLength || Base64Url.EncodeToString(bytes) != text) return false;
        var payload = bytes.AsSpan(ChecksumLength);
        if (!Checksum(payload, binding).AsSpan().SequenceEqual(bytes.AsSpan(0, ChecksumLength))) return false;
        cursor = Parse(payload);
        return cursor is not null;
    }

    /// <summary>The checksum keeps out mistakes, not malice: whoever makes a cursor by hand gets no further than this.</summary>
    private static Cursor? Parse(ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize<Payload>(payload) is { S: >= 0, K: { } key, I: { } id } read && Id.IsValid(id) && !key.Contains('\0', StringComparison.Ordinal)
                ? new Cursor(read.S, new After(key, id))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Checksum(ReadOnlySpan<byte> payload, string binding) =>
        SHA256.HashData([.. payload, 0, .. Encoding.UTF8.GetBytes(binding)])[..ChecksumLength];

    // Short names: a cursor stands in every link.
    private sealed record Payload(long S, string? K, string? I);
}
