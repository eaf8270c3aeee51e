using System.Buffers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StanceApi.Http;
using Sylvan.Data.Csv;

namespace StanceApi.Transfer;

/// <summary>The columns of a CSV file of one noun: the members of its records, in any order, those at least that are required.</summary>
internal sealed class CsvColumns
{
    private readonly Dictionary<string, JsonPropertyInfo> members;
    private readonly IReadOnlyList<string> ignored;
    private Column[] columns = [];

    public CsvColumns(Type input)
    {
        members = Json.Options.GetTypeInfo(input).Properties.ToDictionary(property => property.Name);
        ignored = input.GetCustomAttribute<ServerOwnedAttribute>()?.Members ?? [];
    }

    private enum Kind
    {
        /// <summary>Written by the service; whatever stands there is passed over.</summary>
        Ignored,
        Text,
        Json,
    }

    public int Count => columns.Length;

    /// <summary>Takes the header; a problem where it is none.</summary>
    public Problem? Bind(IReadOnlyList<string> names)
    {
        var unknown = names.FirstOrDefault(name => !members.ContainsKey(name) && !ignored.Contains(name));
        if (unknown is not null)
            return FileProblems.Of(Codes.UnknownMember, 1, $"The first line must name the columns, with commas between them. '{unknown}' is none; known here: {string.Join(", ", members.Keys.Concat(ignored))}.", unknown);
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key is { } twice)
            return FileProblems.Of(Codes.DuplicateMember, 1, $"The column {twice} stands twice.", twice);
        string[] missing = [.. members.Values.Where(member => member.IsRequired && !names.Contains(member.Name)).Select(member => member.Name)];
        if (missing.Length > 0) return FileProblems.Of(Codes.MissingColumn, 1, $"The header lacks {string.Join(", ", missing)}.", missing[0]);
        columns = [.. names.Select(ColumnOf)];
        return null;
    }

    /// <summary>The record that the reader stands at, as JSON.</summary>
    public (byte[] Json, IReadOnlyList<ProblemError> Errors) ToJson(CsvDataReader reader)
    {
        var errors = new List<ProblemError>();
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            for (var index = 0; index < columns.Length; index++)
            {
                var field = reader.GetFieldSpan(index);
                if (columns[index].Kind != Kind.Ignored && !field.IsEmpty) Write(writer, columns[index], field, errors);
            }

            writer.WriteEndObject();
        }

        return (buffer.WrittenSpan.ToArray(), errors);
    }

    private static void Write(Utf8JsonWriter writer, Column column, ReadOnlySpan<char> field, List<ProblemError> errors)
    {
        if (column.Kind == Kind.Text)
        {
            writer.WriteString(column.Name, field);
            return;
        }

        var json = Encoding.UTF8.GetBytes(field.ToString());
        if (IsJson(json))
        {
            writer.WritePropertyName(column.Name);
            writer.WriteRawValue(json, skipInputValidation: true);
        }
        else errors.Add(JsonText.Error(JsonText.Append("", column.Name), Codes.InvalidJson, "This member is a list or a number: write it as JSON."));
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = Values.Limits.JsonDepth });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private Column ColumnOf(string name)
    {
        if (!members.TryGetValue(name, out var member)) return new Column(name, Kind.Ignored);
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        return new Column(name, type == typeof(string) || type.IsEnum ? Kind.Text : Kind.Json);
    }

    private readonly record struct Column(string Name, Kind Kind);
}
