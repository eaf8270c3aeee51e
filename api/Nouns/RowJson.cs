using System.Buffers;
using System.Reflection;
using System.Text.Json;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>
/// Writes the records of a noun straight from their rows: no record is composed that is only to be written. Each member is a column of its name:
/// a text or a number as it is, a list as the JSON that the row holds of it, which is that of the record.
/// </summary>
internal sealed class RowJson
{
    /// <summary>Room for most records; it grows where one needs more.</summary>
    private const int RecordBytes = 1_024;

    private static readonly JsonWriterOptions Options = new() { Encoder = Json.Options.Encoder, SkipValidation = true };

    private readonly Member[] members;

    private RowJson(Member[] members) => this.members = members;

    /// <summary>Where a column is among those that are read, after them all where it is none of them.</summary>
    public int IndexOf(string column) => Array.FindIndex(members, member => member.Name == column) is var index and >= 0 ? index : members.Length;

    /// <summary>The columns that are read, with another one where it is none of them.</summary>
    public string ColumnsWith(string column) => IndexOf(column) < members.Length ? Columns : $"{Columns}, {column}";

    /// <summary>The columns that are read, in order.</summary>
    public string Columns => field ??= string.Join(", ", members.Select(member => member.Name));

    /// <exception cref="InvalidOperationException">A member of the record is no column of the row.</exception>
    public static RowJson Of<TRow, TRecord>() => new([.. typeof(TRecord).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(member =>
    {
        var column = typeof(TRow).GetProperty(member.Name) ?? throw new InvalidOperationException($"{typeof(TRow).Name} has no column for {member.Name}.");
        return Member.Of(column, member.PropertyType);
    })]);

    /// <summary>The record of a row of the columns.</summary>
    public WrittenJson Write(RawRow row)
    {
        var written = new ArrayBufferWriter<byte>(RecordBytes);
        using (var json = Writer(written)) Write(json, row);
        return new WrittenJson(written.WrittenMemory);
    }

    /// <summary>Writes JSON as every answer has it.</summary>
    public static Utf8JsonWriter Writer(IBufferWriter<byte> written) => new(written, Options);

    /// <summary>Writes the record of a row of the columns.</summary>
    public void Write(Utf8JsonWriter json, RawRow row)
    {
        json.WriteStartObject();
        for (var column = 0; column < members.Length; column++)
        {
            var member = members[column];
            json.WritePropertyName(member.Text);
            if (member.IsNullable && row.IsNull(column)) json.WriteNullValue();
            else if (member.IsNumber) json.WriteNumberValue(row.Number(column));
            else if (member.IsList) json.WriteRawValue(row.Text(column), skipInputValidation: true);
            else json.WriteStringValue(row.Text(column));
        }

        json.WriteEndObject();
    }

    private sealed record Member(string Name, JsonEncodedText Text, bool IsNullable, bool IsNumber, bool IsList)
    {
        public static Member Of(PropertyInfo column, Type type)
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(column.Name);
            var isText = type == typeof(string) || (Nullable.GetUnderlyingType(type) ?? type).IsEnum;
            var isNullable = new NullabilityInfoContext().Create(column).ReadState == NullabilityState.Nullable;
            return new Member(name, JsonEncodedText.Encode(name), isNullable, IsNumber: type == typeof(long), IsList: !isText && type != typeof(long));
        }
    }
}
