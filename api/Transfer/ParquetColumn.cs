using System.Globalization;
using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace StanceApi.Transfer;

/// <summary>A column of a Parquet file, with the values of its row group that have come so far.</summary>
internal sealed class ParquetColumn(ExportColumn column)
{
    private readonly List<string?> texts = [];
    private readonly List<long?> numbers = [];
    private readonly List<bool?> flags = [];
    private readonly List<DateTime?> instants = [];

    public DataField Field { get; } = column.Kind switch
    {
        ColumnKind.WholeNumber => new DataField<long>(column.Name, column.IsNullable),
        ColumnKind.Flag => new DataField<bool>(column.Name, column.IsNullable),
        ColumnKind.Instant => new DateTimeDataField(column.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, column.IsNullable),
        _ => new DataField<string>(column.Name, column.IsNullable),
    };

    /// <summary>How many values there are.</summary>
    public int Rows => texts.Count + numbers.Count + flags.Count + instants.Count;

    /// <summary>Adds the value of a record. Returns how many characters it holds.</summary>
    public int Add(JsonElement record)
    {
        var value = record.GetProperty(column.Name);
        var isNull = value.ValueKind == JsonValueKind.Null;
        switch (column.Kind)
        {
            case ColumnKind.WholeNumber:
                numbers.Add(isNull ? null : value.GetInt64());
                return 0;
            case ColumnKind.Flag:
                flags.Add(isNull ? null : value.GetBoolean());
                return 0;
            case ColumnKind.Instant:
                instants.Add(isNull ? null : DateTime.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal));
                return 0;
            default:
                texts.Add(isNull ? null : column.Kind == ColumnKind.Json ? value.GetRawText() : value.GetString());
                return texts[^1]?.Length ?? 0;
        }
    }

    /// <summary>Writes the values into a row group and forgets them.</summary>
    public async Task WriteAsync(ParquetRowGroupWriter group)
    {
        switch (column.Kind)
        {
            case ColumnKind.WholeNumber:
                await WriteAsync(group, numbers);
                break;
            case ColumnKind.Flag:
                await WriteAsync(group, flags);
                break;
            case ColumnKind.Instant:
                await WriteAsync(group, instants);
                break;
            default:
                await group.WriteAsync(Field, texts!);
                texts.Clear();
                break;
        }
    }

    private async Task WriteAsync<T>(ParquetRowGroupWriter group, List<T?> values)
        where T : struct
    {
        if (column.IsNullable) await group.WriteAsync<T>(Field, values.ToArray());
        else await group.WriteAsync<T>(Field, values.Select(value => value!.Value).ToArray());
        values.Clear();
    }
}
