using System.Data;
using System.Globalization;
using Sylvan.Data.Csv;

namespace StanceApi.Http;

/// <summary>Tables as CSV (RFC 4180): a cell empty where there is no value, rows as long as they are.</summary>
internal static class CsvText
{
    public static string Of(DataTable table, bool hasHeaders = true)
    {
        // Without a bound of ours the writer refuses rows of more than 16,384 characters.
        var options = new CsvDataWriterOptions { NewLine = "\r\n", Culture = CultureInfo.InvariantCulture, WriteHeaders = hasHeaders, MaxBufferSize = Array.MaxLength };
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var writer = CsvDataWriter.Create(text, options))
        using (var reader = table.CreateDataReader()) writer.Write(reader);
        return text.ToString();
    }
}
