using System.Text.Json;
using StanceApi.Http;
using StanceApi.Values;

namespace StanceApi.Transfer;

/// <summary>A line of a mixed file: <c>{"type": "actor", "data": {...}}</c>.</summary>
internal static class MixedLine
{
    private const string TypeName = "type";
    private const string DataName = "data";

    private static readonly ProblemError Bare = JsonText.Error(
        $"/{TypeName}", Codes.Required, "Send type and data: {\"type\": \"actor\", \"data\": {...}}. This is a bare record; a file of those goes to the path of its noun, such as /v1/import/actors.");

    /// <summary>What the line is and where its data lie; the errors where it is none.</summary>
    public static (ImportType? Type, Range Data, IReadOnlyList<ProblemError> Errors) Read(ReadOnlySpan<byte> line)
    {
        ImportType? type = null;
        Range? data = null;
        var isEmpty = true;
        var errors = new List<ProblemError>();
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = Limits.JsonDepth + 1 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return (null, default, [JsonText.Error("", Codes.WrongType, "A line is an object with type and data.")]);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                isEmpty = false;
                reader.Read();
                var begin = (int)reader.TokenStartIndex;
                if (name == TypeName) type = ReadType(ref reader, type is not null, errors);
                reader.Skip();
                if (name == DataName) data = Once(data, begin..(int)reader.BytesConsumed, errors);
                else if (name != TypeName) errors.Add(JsonText.Error(JsonText.Append("", name), Codes.UnknownMember, "A line has type and data, and no more."));
            }

            if (reader.Read()) errors.Add(JsonText.Error("", Codes.InvalidJson, "One object a line."));
        }
        catch (JsonException invalid)
        {
            return (type, default, [JsonText.NotJson(invalid, isLine: true)]);
        }
        catch (InvalidOperationException)
        {
            return (type, default, [JsonText.Error("", Codes.InvalidJson, "A name in this line is no text: it has a lone surrogate.")]);
        }

        if (type is null && data is null && !isEmpty && errors.TrueForAll(error => error.Code == Codes.UnknownMember)) return (null, default, [Bare]);
        if (type is null && errors.Count == 0) errors.Add(JsonText.Error($"/{TypeName}", Codes.Required, $"Send type: one of {string.Join(", ", Words.List(typeof(ImportType)))}."));
        if (data is null && errors.Count == 0) errors.Add(JsonText.Error($"/{DataName}", Codes.Required, "Send data: the record."));
        return (type, data ?? default, errors);
    }

    private static ImportType? ReadType(ref Utf8JsonReader reader, bool isThere, List<ProblemError> errors)
    {
        var words = Words.List(typeof(ImportType));
        var word = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        if (isThere) errors.Add(JsonText.Error($"/{TypeName}", Codes.DuplicateMember, "Send each member once."));
        if (words.Contains(word)) return Words<ImportType>.Parse(word);
        errors.Add(JsonText.Error($"/{TypeName}", Codes.UnknownValue, $"Allowed here: {string.Join(", ", words)}."));
        return null;
    }

    private static Range Once(Range? before, Range now, List<ProblemError> errors)
    {
        if (before is not null) errors.Add(JsonText.Error($"/{DataName}", Codes.DuplicateMember, "Send each member once."));
        return now;
    }
}
