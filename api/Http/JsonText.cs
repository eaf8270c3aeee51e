using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using StanceApi.Values;

namespace StanceApi.Http;

/// <summary>The first reading of a body: is it JSON that can be kept at all?</summary>
internal static class JsonText
{
    /// <summary>
    /// Parses an object. Wrong are: no bytes, bytes that are not UTF-8 or not JSON, nesting deeper than
    /// <see cref="Limits.JsonDepth"/>, another type at the top, a member that stands twice, and a NUL or a lone surrogate in
    /// any text.
    /// </summary>
    public static JsonElement? ParseObject(ReadOnlyMemory<byte> bytes, List<ProblemError> errors)
    {
        if (Unreadable(bytes.Span) is { } error)
        {
            errors.Add(error);
            return null;
        }

        var root = Parse(bytes);
        if (root.ValueKind != JsonValueKind.Object)
        {
            errors.Add(Error("", Codes.WrongType, $"The body is {Describe(root)}; it must be an object."));
            return null;
        }

        Check(root, "", errors);
        return root;
    }

    /// <summary>Appends a member or an index to a JSON Pointer.</summary>
    public static string Append(string pointer, string segment) =>
        $"{pointer}/{segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public static string Append(string pointer, int index) => string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index}");

    public static ProblemError Error(string pointer, string code, string detail) => new(ErrorPlace.Body, pointer, code, detail);

    /// <summary>What a value is, in words.</summary>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };

    private static ProblemError? Unreadable(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0) return Error("", Codes.EmptyBody, "Send a JSON object.");
        if (!Utf8.IsValid(bytes)) return Error("", Codes.InvalidUtf8, "Send the body as UTF-8.");
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = int.MaxValue, AllowMultipleValues = false });
        try
        {
            while (reader.Read())
            {
                var depth = reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0);
                if (depth > Limits.JsonDepth) return Error("", Codes.TooDeep, $"Nest at most {Limits.JsonDepth} objects and lists.");
            }

            return null;
        }
        catch (JsonException invalid)
        {
            return Error("", Codes.InvalidJson, $"This is not JSON from line {invalid.LineNumber + 1}, byte {invalid.BytePositionInLine + 1} of the line.");
        }
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = Limits.JsonDepth });
        return document.RootElement.Clone();
    }

    private static void Check(JsonElement value, string pointer, List<ProblemError> errors)
    {
        if (value.ValueKind == JsonValueKind.String && !IsKeepable(() => value.GetString()!))
            errors.Add(Error(pointer, Codes.InvalidText, "A text cannot hold a NUL or a lone surrogate."));
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in value.EnumerateArray().Index()) Check(item, Append(pointer, index), errors);
        }

        if (value.ValueKind == JsonValueKind.Object) CheckMembers(value, pointer, errors);
    }

    private static void CheckMembers(JsonElement value, string pointer, List<ProblemError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (!IsKeepable(() => member.Name))
            {
                errors.Add(Error(pointer, Codes.InvalidText, "A member's name cannot hold a NUL or a lone surrogate."));
                continue;
            }

            var place = Append(pointer, member.Name);
            if (!names.Add(member.Name)) errors.Add(Error(place, Codes.DuplicateMember, "Send each member once."));
            Check(member.Value, place, errors);
        }
    }

    private static bool IsKeepable(Func<string> text)
    {
        try
        {
            return !text().Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            // The reader's word for a lone surrogate.
            return false;
        }
    }
}
