using System.Globalization;
using System.Text.Json;
using Parquet;
using Parquet.Schema;
using StanceApi.Http;

namespace StanceApi.Transfer;

/// <summary>
/// Apache Parquet with typed columns: texts, 64-bit numbers, booleans, <c>recorded_at</c> as a UTC timestamp in microseconds, lists
/// and objects as JSON. Sent row group by row group; the footer has the feed position and the count, and a file without it cannot
/// be read.
/// </summary>
internal static class ExportParquet
{
    public static readonly Format Format = new("parquet", "application/vnd.apache.parquet");

    /// <summary>How large a row group becomes at most: it is held in memory, in two forms.</summary>
    private const int MostRows = 10_000;
    private const int MostCharacters = 4_000_000;

    private static readonly ParquetOptions Options = new() { CompressionMethod = CompressionMethod.Snappy };

    public static async Task WriteAsync(Stream body, IAsyncEnumerable<JsonElement> records, Type record, string snapshot, CancellationToken stopping)
    {
        ParquetColumn[] columns = [.. ExportColumn.Of(record).Select(column => new ParquetColumn(column))];
        await using var place = new CountingStream(body);
        // Nothing is lost where this is not disposed: its end is the footer, which a broken file must not have.
        var writer = await ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(column => column.Field)), place, Options, cancellationToken: stopping);
        var (count, characters) = (0L, 0L);
        await foreach (var each in records)
        {
            foreach (var column in columns) characters += column.Add(each);
            count++;
            if (columns[0].Rows < MostRows && characters < MostCharacters) continue;
            await WriteGroupAsync(writer, columns);
            characters = 0;
        }

        if (columns[0].Rows > 0) await WriteGroupAsync(writer, columns);
        writer.CustomMetadata = new Dictionary<string, string> { ["count"] = count.ToString(CultureInfo.InvariantCulture), ["snapshot"] = snapshot };
        await writer.DisposeAsync();
    }

    private static async Task WriteGroupAsync(ParquetWriter writer, ParquetColumn[] columns)
    {
        using var group = writer.CreateRowGroup();
        foreach (var column in columns) await column.WriteAsync(group);
    }
}
