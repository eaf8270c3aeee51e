using System.Globalization;
using System.Text;
using System.Text.Json;
using StanceApi.Http;
using StanceApi.Sources;
using StanceApi.Values;

namespace StanceApi.Transfer;

/// <summary>The data of a line that holds the text of a source: <c>{"source_id": "...", "text_sha256": "...", "text": "..."}</c>.</summary>
internal static class SourceTextLine
{
    private static readonly string[] Members = ["source_id", "text_sha256", "text"];

    /// <summary>The source's id, or what is wrong.</summary>
    public static (string? Id, Problem? Problem) Check(ReadOnlyMemory<byte> data, long longest)
    {
        var errors = new List<ProblemError>();
        if (JsonText.ParseObject(data, errors) is not { } root || errors.Count > 0) return (null, Problem.Of(StatusCodes.Status400BadRequest, errors));
        foreach (var member in root.EnumerateObject().Where(member => !Members.Contains(member.Name)))
            errors.Add(JsonText.Error(JsonText.Append("", member.Name), Codes.UnknownMember, $"Known here: {string.Join(", ", Members)}."));
        var id = Text(root, Members[0], isRequired: true, errors);
        if (id is not null && !Id.IsValid(id)) errors.Add(JsonText.Error("/source_id", Codes.InvalidId, Id.Advice));
        var digest = Text(root, Members[1], isRequired: false, errors);
        if (Text(root, Members[2], isRequired: true, errors) is { } text) CheckText(text, digest, longest, errors);
        return errors.Count == 0 ? (id, null) : (null, Problem.Of(StatusCodes.Status422UnprocessableEntity, errors));
    }

    /// <summary>The text of data that were checked.</summary>
    public static SourceText Read(ReadOnlyMemory<byte> data)
    {
        using var document = JsonDocument.Parse(data);
        return SourceText.Read(Encoding.UTF8.GetBytes(document.RootElement.GetProperty(Members[2]).GetString()!)).Text!;
    }

    private static void CheckText(string text, string? digest, long longest, List<ProblemError> errors)
    {
        var (read, _) = SourceText.Read(Encoding.UTF8.GetBytes(text));
        if (read is null) errors.Add(JsonText.Error("/text", Codes.Empty, "Send the text."));
        else if (Encoding.UTF8.GetByteCount(text) > longest) errors.Add(JsonText.Error("/text", Codes.TooLong, string.Create(CultureInfo.InvariantCulture, $"At most {longest} bytes of UTF-8.")));
        else if (digest is not null && digest != read.Sha256) errors.Add(JsonText.Error("/text_sha256", Codes.WrongDigest, $"The text's SHA-256 is {read.Sha256}."));
    }

    private static string? Text(JsonElement root, string name, bool isRequired, List<ProblemError> errors)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            if (isRequired) errors.Add(JsonText.Error($"/{name}", Codes.Required, $"Send {name}."));
            return null;
        }

        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        errors.Add(JsonText.Error($"/{name}", Codes.WrongType, $"This is {JsonText.Describe(value)}; it must be a text."));
        return null;
    }
}
