using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>Rows of a noun as they are read: each is written as JSON at once, up to a limit, and of the last one the place is kept.</summary>
/// <param name="json">How a row is written.</param>
/// <param name="sort">The order that they are read in.</param>
/// <param name="limit">How many are written; where there are more, that is all that is known of those.</param>
internal sealed class WrittenRows(RowJson json, Sort sort, int limit)
{
    /// <summary>Room for most records, and the most that is taken before there is one; it grows where more is needed.</summary>
    private const int RecordBytes = 640;
    private const int MostBytes = 65_536;

    private readonly ArrayBufferWriter<byte> written = new(Math.Min(limit * RecordBytes, MostBytes));
    private readonly int sortKey = json.IndexOf(sort.Column);
    private readonly int id = json.IndexOf("id");
    private Utf8JsonWriter? writer;
    private int count;
    private After last;
    private bool hasMore;

    /// <summary>The columns to read, in order.</summary>
    public string Columns => json.ColumnsWith(sort.Column);

    /// <summary>All of them as one piece of a list, with commas between them; none where there are none.</summary>
    public IReadOnlyList<WrittenJson> Items => count == 0 ? [] : [new WrittenJson(written.WrittenMemory)];

    /// <summary>The place of the last row that is written, where there are more rows; null at the end.</summary>
    public After? Next => hasMore ? last : null;

    public void Add(RawRow row)
    {
        hasMore = count == limit;
        if (hasMore) return;
        Write(row);
        if (count == limit) last = new After(sort.IsNumber ? row.Number(sortKey).ToString(CultureInfo.InvariantCulture) : Text(row, sortKey), Text(row, id));
    }

    /// <summary>One buffer and one writer serve all rows.</summary>
    private void Write(RawRow row)
    {
        if (count++ > 0) written.Write(","u8);
        if (writer is null) writer = RowJson.Writer(written);
        else writer.Reset(written);
        json.Write(writer, row);
        writer.Flush();
    }

    private static string Text(RawRow row, int column) => Encoding.UTF8.GetString(row.Text(column));
}
