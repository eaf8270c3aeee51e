using System.Text;
using Sylvan.Data.Csv;

namespace StanceApi.Transfer;

/// <summary>The files of a Polis export: CSV in UTF-8, read row by row, however long a file is. Every failure names the file and the line.</summary>
internal sealed class PolisFiles(string folder)
{
    /// <summary>How many characters a row may have at most: what has no end before is held in memory as a whole.</summary>
    public const int LongestRow = 16_777_216;

    private static readonly CsvDataReaderOptions Options = new()
    {
        HasHeaders = false,
        Delimiter = ',',
        CsvStyle = CsvStyle.Standard,
        ResultSetMode = ResultSetMode.SingleResult,
        BufferSize = 65_536,
        MaxBufferSize = LongestRow,
    };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public bool Has(string name) => File.Exists(PathOf(name));

    /// <summary>The rows of a file whose first line names the columns, those needed among them.</summary>
    /// <exception cref="ConversionException">The file is missing, lacks a column, is not CSV in UTF-8, or has a row of another number of fields, or one that is too long.</exception>
    public IEnumerable<PolisRow> Rows(string name, params string[] needed)
    {
        if (!Has(name)) throw new ConversionException($"There is no {name} in {folder}. A Polis export has comments.csv and votes.csv.");
        Dictionary<string, int>? columns = null;
        var fields = 0;
        foreach (var (line, reader) in Records(name))
        {
            if (columns is not null) yield return new PolisRow(name, line, columns, Equal(name, line, reader, fields));
            else (columns, fields) = (Columns(name, reader, needed), reader.RowFieldCount);
        }

        if (columns is null) throw new ConversionException($"{name}, line 1: there is no column {needed[0]}.");
    }

    /// <summary>The rows of a file without columns: a name and a value in each; none where there is no such file.</summary>
    /// <exception cref="ConversionException">The file is not CSV in UTF-8, or has a row of another number of fields, or one that is too long.</exception>
    public IEnumerable<(string Name, string Value)> Pairs(string name)
    {
        if (!Has(name)) yield break;
        foreach (var (line, reader) in Records(name))
        {
            var pair = Equal(name, line, reader, fields: 2);
            yield return (pair.GetString(0), pair.GetString(1));
        }
    }

    private static Dictionary<string, int> Columns(string name, CsvDataReader header, string[] needed)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < header.RowFieldCount; index++) columns.TryAdd(header.GetString(index), index);
        return needed.FirstOrDefault(column => !columns.ContainsKey(column)) is { } missing ? throw new ConversionException($"{name}, line 1: there is no column {missing}.") : columns;
    }

    /// <summary>A comma too many or too few would move what follows it into other columns.</summary>
    private static CsvDataReader Equal(string name, long line, CsvDataReader reader, int fields) => reader.RowFieldCount == fields
        ? reader
        : throw new ConversionException($"{name}, line {line}: the row has {reader.RowFieldCount} fields, and {fields} belong there. A field that has a comma, a quote or a line break of its own stands in quotes.");

    /// <summary>The reader at each record that is not blank, with the line that it begins in.</summary>
    private IEnumerable<(long Line, CsvDataReader Reader)> Records(string name)
    {
        using var text = new StreamReader(PathOf(name), Utf8);
        using var reader = Guard(name, 1, () => CsvDataReader.Create(text, Options));
        for (var line = 1L; Guard(name, line, reader.Read);)
        {
            var begins = line;
            line += Math.Max(1, reader.GetRawRecordSpan().Count('\n'));
            if (!reader.GetRawRecordSpan().IsWhiteSpace()) yield return (begins, reader);
        }
    }

    private T Guard<T>(string name, long line, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvRecordTooLargeException failure)
        {
            throw new ConversionException($"{name}, line {line}: the row that begins here has no end within {LongestRow} characters. Is a quote not closed?", failure);
        }
        catch (Exception failure) when (failure is FormatException or InvalidDataException)
        {
            throw new ConversionException($"{name} is not CSV in UTF-8 from line {line} on.", failure);
        }
        catch (DecoderFallbackException failure)
        {
            // The reader decodes ahead of the row that it stands at.
            throw new ConversionException($"{name}, line {NotUtf8(name) ?? line} is not UTF-8. Save the file as UTF-8.", failure);
        }
    }

    /// <summary>The first line of a file that is not UTF-8.</summary>
    private long? NotUtf8(string name)
    {
        var scanner = new RecordScanner(ImportFormat.Csv, long.MaxValue);
        var block = new byte[65_536];
        using var file = File.OpenRead(PathOf(name));
        for (int length; scanner.NotUtf8 is null && (length = file.Read(block)) > 0;) scanner.Scan(block.AsSpan(0, length));
        scanner.End();
        return scanner.NotUtf8;
    }

    private string PathOf(string name) => Path.Combine(folder, name);
}
