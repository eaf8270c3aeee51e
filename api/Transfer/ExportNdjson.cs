using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using StanceApi.Http;

namespace StanceApi.Transfer;

/// <summary>
/// Newline-delimited JSON: a record a line, as its own path answers it, and a last line that tells how many there are and the
/// SHA-256 of every byte before it. A file without that line is broken.
/// </summary>
internal static class ExportNdjson
{
    public static readonly Format Format = new("ndjson", "application/x-ndjson");

    /// <summary>How many bytes are put together before they are hashed and sent.</summary>
    private const int ChunkBytes = 128 * 1_024;

    public static async Task WriteAsync(Stream body, IAsyncEnumerable<Action<Utf8JsonWriter>> records, string snapshot, Func<Task<long>> leftOut, CancellationToken stopping)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new ArrayBufferWriter<byte>(2 * ChunkBytes);
        await using var json = new Utf8JsonWriter(chunk, ExportRecords.Options);
        var count = 0L;
        await foreach (var record in records)
        {
            WriteLine(chunk, json, record);
            count++;
            if (chunk.WrittenCount >= ChunkBytes) await SendAsync(body, chunk, hash, stopping);
        }

        await SendAsync(body, chunk, hash, stopping);
        var restricted = await leftOut();
        WriteLine(chunk, json, last => End(last, count, Convert.ToHexStringLower(hash.GetHashAndReset()), snapshot, restricted));
        await SendAsync(body, chunk, hash, stopping);
    }

    private static void WriteLine(ArrayBufferWriter<byte> chunk, Utf8JsonWriter json, Action<Utf8JsonWriter> record)
    {
        record(json);
        json.Flush();
        json.Reset();
        chunk.Write("\n"u8);
    }

    private static void End(Utf8JsonWriter json, long count, string sha256, string snapshot, long restrictedTexts)
    {
        json.WriteStartObject();
        json.WriteStartObject("$end");
        json.WriteNumber("count", count);
        json.WriteString("sha256", sha256);
        json.WriteString("snapshot", snapshot);
        // A reader shall know that what it has is not all.
        if (restrictedTexts > 0) json.WriteNumber("restricted_texts", restrictedTexts);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static async Task SendAsync(Stream body, ArrayBufferWriter<byte> chunk, IncrementalHash hash, CancellationToken stopping)
    {
        hash.AppendData(chunk.WrittenSpan);
        await body.WriteAsync(chunk.WrittenMemory, stopping);
        chunk.ResetWrittenCount();
    }
}
