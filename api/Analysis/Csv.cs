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

    public static IResult Answer(DataTable table) => TypedResults.Text(CsvText.Of(table), Format.MediaType, Encoding.UTF8);

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
