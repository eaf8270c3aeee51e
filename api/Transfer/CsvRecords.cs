using System.Text;
using StanceApi.Http;
using Sylvan.Data.Csv;

namespace StanceApi.Transfer;

/// <summary>The records of a CSV file (RFC 4180) as JSON: an empty field is null, a member that is a list or an object is JSON text.</summary>
internal sealed class CsvRecords(Spool spool, Spool content, CsvColumns columns, int longest) : IRecordSource
{
    private const int BatchRecords = 2_000;
    private const int BufferChars = 65_536;

    private long line = 1;

    public Spool Content => content;

    public string? Header { get; private set; }

    public Problem? Problem { get; private set; }

    public IEnumerable<IReadOnlyList<RawRecord>> Read()
    {
        using var text = new StreamReader(spool.OpenRead(), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        using var reader = CsvDataReader.Create(text, new CsvDataReaderOptions
        {
            HasHeaders = false,
            Delimiter = ',',
            CsvStyle = CsvStyle.Standard,
            BufferSize = BufferChars,
            MaxBufferSize = Math.Max(BufferChars, longest),
            ResultSetMode = ResultSetMode.SingleResult,
        });
        if (!ReadHeader(reader)) yield break;
        while (Problem is null)
        {
            var batch = ReadBatch(reader);
            if (batch.Count > 0) yield return batch;
            if (batch.Count < BatchRecords) yield break;
        }
    }

    private bool ReadHeader(CsvDataReader reader)
    {
        if (!Advance(reader, out var raw)) return false;
        Header = raw.TrimStart('\uFEFF');
        Problem = columns.Bind([.. Enumerable.Range(0, reader.RowFieldCount).Select(index => reader.GetString(index).TrimStart('\uFEFF'))]);
        return Problem is null;
    }

    private List<RawRecord> ReadBatch(CsvDataReader reader)
    {
        var batch = new List<RawRecord>(BatchRecords);
        while (batch.Count < BatchRecords)
        {
            var begins = line;
            if (!Advance(reader, out var raw)) break;
            if (!string.IsNullOrWhiteSpace(raw)) batch.Add(RecordOf(reader, begins, raw));
        }

        return batch;
    }

    private RawRecord RecordOf(CsvDataReader reader, long begins, string raw)
    {
        var bytes = Encoding.UTF8.GetBytes(raw);
        var (json, errors) = reader.RowFieldCount == columns.Count
            ? columns.ToJson(reader)
            : ([], [JsonText.Error("", Codes.UnequalColumns, $"This line has {reader.RowFieldCount} fields, the header {columns.Count}.")]);
        return new RawRecord { Line = begins, Raw = bytes, Json = json, Offset = (content.Append(bytes), content.Append(json)), Errors = errors };
    }

    /// <summary>Goes to the next record, with its text as it stands in the file; what has no end in sight is no CSV.</summary>
    private bool Advance(CsvDataReader reader, out string raw)
    {
        raw = "";
        try
        {
            if (!reader.Read()) return false;
            var span = reader.GetRawRecordSpan();
            line += Math.Max(1, span.Count('\n'));
            raw = span.TrimEnd("\r\n").ToString();
            return true;
        }
        catch (Exception failure) when (failure is FormatException or InvalidDataException)
        {
            Problem = FileProblems.Of(Codes.InvalidCsv, line, $"This is not CSV from line {line} on: a field in quotes has no end, or is followed by something else than a comma.");
            return false;
        }
    }
}
