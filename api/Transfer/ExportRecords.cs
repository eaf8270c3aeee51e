using System.Buffers;
using System.Text.Json;
using StanceApi.Http;

namespace StanceApi.Transfer;

/// <summary>Records as they are read for an export: each is what writes it as JSON.</summary>
internal static class ExportRecords
{
    // What is written was a record of our own types: it need not be proved to be JSON once more.
    public static readonly JsonWriterOptions Options = new() { Encoder = Json.Options.Encoder, SkipValidation = true };

    /// <summary>The same records to be taken apart, each until the next is read.</summary>
    public static async IAsyncEnumerable<JsonElement> ParsedAsync(this IAsyncEnumerable<Action<Utf8JsonWriter>> records)
    {
        var text = new ArrayBufferWriter<byte>();
        await using var json = new Utf8JsonWriter(text, Options);
        await foreach (var record in records)
        {
            text.ResetWrittenCount();
            record(json);
            await json.FlushAsync();
            json.Reset();
            using var parsed = JsonDocument.Parse(text.WrittenMemory);
            yield return parsed.RootElement;
        }
    }
}
