using System.Data;
using System.Globalization;
using System.Text;
using StanceApi.Http;
using Sylvan.Data.Csv;

namespace StanceApi.Analysis;

/// <summary>Tables as CSV (RFC 4180): UTF-8, one line of headers, a cell empty where there is no value.</summary>
internal static class Csv
{
    public static readonly Format Format = Format.Csv;

    private static readonly CsvDataWriterOptions Options = new() { NewLine = "\r\n", Culture = CultureInfo.InvariantCulture };

    public static IResult Answer(DataTable table)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var writer = CsvDataWriter.Create(text, Options))
        using (var reader = table.CreateDataReader()) writer.Write(reader);
        return TypedResults.Text(text.ToString(), Format.MediaType, Encoding.UTF8);
    }

    /// <summary>An actor a line, with a cell for each column.</summary>
    public static IResult Grid(string[] rows, string[] columns, Type type, Func<int, int, object?> cell)
    {
        // A question or an actor may have the id actor_id, but no id begins with an underscore.
        var corner = columns.Contains("actor_id", StringComparer.Ordinal) ? "_actor_id" : "actor_id";
        using var table = Table([(corner, typeof(string)), .. columns.Select(column => (column, type))]);
        foreach (var (index, row) in rows.Index()) table.Rows.Add([row, .. columns.Select((_, column) => cell(index, column) ?? DBNull.Value)]);
        return Answer(table);
    }

    /// <summary>An empty table of these columns.</summary>
    public static DataTable Table(params IEnumerable<(string Name, Type Type)> columns)
    {
        var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        foreach (var (name, type) in columns) table.Columns.Add(name, type);
        return table;
    }
}
