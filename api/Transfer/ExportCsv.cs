using System.Data;
using System.Globalization;
using System.Text;
using System.Text.Json;
using StanceApi.Http;

namespace StanceApi.Transfer;

/// <summary>
/// CSV (RFC 4180) without loss: UTF-8, a line of the members' names, texts as they are, numbers as in JSON, lists and objects as
/// JSON, a cell empty where there is null (no text here is empty).
/// </summary>
internal static class ExportCsv
{
    public static readonly Format Format = Format.Csv;

    /// <summary>How many records are put together before they are sent.</summary>
    private const int RecordsAtOnce = 500;

    public static async Task WriteAsync(Stream body, IAsyncEnumerable<JsonElement> records, Type record, bool hasFormulaGuard, CancellationToken stopping)
    {
        var columns = ExportColumn.Of(record);
        using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        foreach (var column in columns) table.Columns.Add(column.Name, typeof(string));
        await SendAsync(body, table, hasHeaders: true, stopping);
        await foreach (var each in records)
        {
            table.Rows.Add([.. columns.Select(column => Cell(column, each.GetProperty(column.Name), hasFormulaGuard))]);
            if (table.Rows.Count == RecordsAtOnce) await SendAsync(body, table, hasHeaders: false, stopping);
        }

        await SendAsync(body, table, hasHeaders: false, stopping);
    }

    private static object Cell(ExportColumn column, JsonElement value, bool hasFormulaGuard)
    {
        if (value.ValueKind == JsonValueKind.Null) return DBNull.Value;
        if (value.ValueKind != JsonValueKind.String || column.Kind == ColumnKind.Json) return value.GetRawText();
        var text = value.GetString()!;
        return hasFormulaGuard && IsFormula(text) ? $"'{text}" : text;
    }

    /// <summary>Whether a spreadsheet would compute the text instead of showing it; some take the full-width signs for the others.</summary>
    private static bool IsFormula(string text) => text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';

    private static async Task SendAsync(Stream body, DataTable table, bool hasHeaders, CancellationToken stopping)
    {
        var text = CsvText.Of(table, hasHeaders);
        table.Clear();
        await body.WriteAsync(Encoding.UTF8.GetBytes(text), stopping);
    }
}
