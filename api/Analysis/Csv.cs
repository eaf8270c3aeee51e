using System.Data;
using System.Globalization;
using System.Text;
using StanceApi.Http;

namespace StanceApi.Analysis;

/// <summary>Tables as CSV (RFC 4180): UTF-8, one line of headers, a cell empty where there is no value.</summary>
internal static class Csv
{
    public static readonly Format Format = Format.Csv;

    /// <summary>How many columns a grid has at most: what a spreadsheet has (Excel's XFD).</summary>
    public const int MostColumns = 16_384;

    /// <summary>How many cells are written at once.</summary>
    private const int CellsAtOnce = 20_000;

    /// <summary>A table of these columns, whose rows are asked for as they are sent.</summary>
    public static IResult Answer(IReadOnlyList<(string Name, Type Type)> columns, IEnumerable<object?[]> rows) => new StreamedBytes(Format.MediaType, Parts(columns, rows));

    /// <summary>The refusal of a grid that would be too wide, null where it is not; the ids of the lines are a column too.</summary>
    /// <param name="count">How many columns there are beside those.</param>
    /// <param name="instead">What there is without such a limit.</param>
    public static Problem? Refuse(int count, string instead) => count < MostColumns ? null : DerivedReads.TooLarge(
        Format.Parameter, $"That would be {count + 1} columns, more than the {MostColumns} of a spreadsheet. Choose fewer with the filters, or {instead}.");

    /// <summary>An actor a line, with a cell for each column.</summary>
    public static IResult Grid(string[] rows, string[] columns, Type type, Func<int, int, object?> cell)
    {
        // A question or an actor may have the id actor_id, but no id begins with an underscore.
        var corner = columns.Contains("actor_id", StringComparer.Ordinal) ? "_actor_id" : "actor_id";
        return Answer([(corner, typeof(string)), .. columns.Select(column => (column, type))], rows.Select((row, index) => (object?[])[row, .. columns.Select((_, column) => cell(index, column))]));
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Parts(IReadOnlyList<(string Name, Type Type)> columns, IEnumerable<object?[]> rows)
    {
        using var table = Table(columns);
        var hasHeaders = true;
        foreach (var some in rows.Chunk(Math.Max(1, CellsAtOnce / columns.Count)).DefaultIfEmpty([]))
        {
            table.Clear();
            foreach (var row in some) table.Rows.Add(row);
            yield return Encoding.UTF8.GetBytes(CsvText.Of(table, hasHeaders));
            hasHeaders = false;
        }
    }

    /// <summary>An empty table of these columns.</summary>
    private static DataTable Table(IEnumerable<(string Name, Type Type)> columns)
    {
        var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        foreach (var (name, type) in columns) table.Columns.Add(name, type);
        return table;
    }
}
