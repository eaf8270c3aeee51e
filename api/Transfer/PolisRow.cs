using System.Globalization;
using Sylvan.Data.Csv;

namespace StanceApi.Transfer;

/// <summary>A row of a file of a Polis export, as long as the reader stands at it.</summary>
internal sealed record PolisRow(string File, long Line, IReadOnlyDictionary<string, int> Columns, CsvDataReader Reader)
{
    /// <summary>The last millisecond of the year 9999: no identifier is longer.</summary>
    private const long Largest = 253_402_300_799_999;

    public string Place => string.Create(CultureInfo.InvariantCulture, $"{File}, line {Line}");

    public string this[string column] => Reader.GetString(Columns[column]);

    public bool Has(string column) => Columns.TryGetValue(column, out var index) && Reader.GetString(index).Length > 0;

    /// <exception cref="ConversionException">None stands there.</exception>
    public long Number(string column) => long.TryParse(this[column], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= Largest
        ? number
        : throw new ConversionException($"{Place}, column {column}: '{this[column]}' is no number that can stand there.");
}
