using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Extensions.Options;
using StanceApi.Storage;
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
    /// <param name="bytes">The text.</param>
    /// <param name="errors">Where to tell what is wrong.</param>
    /// <param name="isLine">Whether the text is a line of a file: its own lines are none that anybody could count.</param>
    public static JsonElement? ParseObject(ReadOnlyMemory<byte> bytes, List<ProblemError> errors, bool isLine = false)
    {
        if (Unreadable(bytes.Span, isLine, out var hasEscapes) is { } error)
        {
            errors.Add(error);
            return null;
        }

        var (root, hasDuplicates) = Parse(bytes.Span, hasEscapes);
        if (root.ValueKind != JsonValueKind.Object)
        {
            errors.Add(Error("", Codes.WrongType, $"The body is {Describe(root)}; it must be an object."));
            return null;
        }

        // Only what is written with a backslash can be what no text can hold.
        if (hasDuplicates || hasEscapes) Check(root, "", errors);
        return root;
    }

    /// <summary>400, for a body that nests deeper than the settings allow; what else is wrong with it is told later.</summary>
    public static Problem? RefuseDepth(HttpContext http, ReadOnlySpan<byte> bytes)
    {
        var most = http.RequestServices.GetRequiredService<IOptions<ServiceLimits>>().Value.JsonDepth;
        if (most == Limits.JsonDepth) return null;
        try
        {
            return IsDeeper(bytes, most) ? Problem.Of(StatusCodes.Status400BadRequest, [TooDeep(most)]) : null;
        }
        catch (JsonException)
        {
            return null;
        }
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

    /// <summary>Where a text ceases to be JSON.</summary>
    public static ProblemError NotJson(JsonException invalid, bool isLine) => Error(
        "",
        Codes.InvalidJson,
        isLine ? $"This is not JSON from byte {invalid.BytePositionInLine + 1} on." : $"This is not JSON from line {invalid.LineNumber + 1}, byte {invalid.BytePositionInLine + 1} of the line.");

    private static ProblemError? Unreadable(ReadOnlySpan<byte> bytes, bool isLine, out bool hasEscapes)
    {
        hasEscapes = bytes.Contains((byte)'\\');
        if (bytes.Length == 0) return Error("", Codes.EmptyBody, "Send a JSON object.");
        if (!Utf8.IsValid(bytes)) return Error("", Codes.InvalidUtf8, "Send the body as UTF-8.");
        try
        {
            return IsDeeper(bytes, Limits.JsonDepth) ? TooDeep(Limits.JsonDepth) : null;
        }
        catch (JsonException invalid)
        {
            return NotJson(invalid, isLine);
        }
    }

    private static ProblemError TooDeep(int most) => Error("", Codes.TooDeep, $"Nest at most {most} objects and lists.");

    private static bool IsDeeper(ReadOnlySpan<byte> bytes, int most)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = int.MaxValue, AllowMultipleValues = false });
        while (reader.Read())
        {
            var depth = reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0);
            if (depth > most) return true;
        }

        return false;
    }

    /// <summary>Whether a member stands twice is told only where no name is written with a backslash.</summary>
    private static (JsonElement Root, bool HasDuplicates) Parse(ReadOnlySpan<byte> bytes, bool hasEscapes)
    {
        if (hasEscapes) return (JsonElement.Parse(bytes, new JsonDocumentOptions { MaxDepth = Limits.JsonDepth }), false);
        try
        {
            return (JsonElement.Parse(bytes, new JsonDocumentOptions { MaxDepth = Limits.JsonDepth, AllowDuplicateProperties = false }), false);
        }
        catch (JsonException)
        {
            // It can be read, so a member stands twice: which one is told below.
            return (JsonElement.Parse(bytes, new JsonDocumentOptions { MaxDepth = Limits.JsonDepth }), true);
        }
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
