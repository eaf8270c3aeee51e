using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StanceApi.Http;
using StanceApi.Values;

namespace StanceApi.Transfer;

/// <summary>A file of another tool cannot be converted; the message names the file and, where there is one, the line or the row.</summary>
internal sealed class ConversionException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>What a conversion came to.</summary>
/// <param name="Lines">How many lines of each kind were written.</param>
/// <param name="Unmapped">What has no place here, each with how often it stood in the file.</param>
internal sealed record ConversionReport(IReadOnlyDictionary<ImportType, long> Lines, IReadOnlyDictionary<string, long> Unmapped);

/// <summary>The mixed file that a conversion writes, in the order in which an import writes, and what it leaves out.</summary>
internal sealed class Conversion(Stream output)
{
    private readonly SortedDictionary<ImportType, long> lines = [];
    private readonly Dictionary<string, long> unmapped = new(StringComparer.Ordinal);

    public ConversionReport Report => new(lines, unmapped);

    public void Write(ImportType type, JsonObject data)
    {
        JsonSerializer.Serialize(output, new JsonObject { ["type"] = Words<ImportType>.Of(type), ["data"] = data }, Json.Options);
        output.WriteByte((byte)'\n');
        lines[type] = lines.GetValueOrDefault(type) + 1;
    }

    /// <summary>Counts what has no place here.</summary>
    public void Leave(string what, long count = 1)
    {
        if (count > 0) unmapped[what] = unmapped.GetValueOrDefault(what) + count;
    }

    /// <summary>An id of a file's own name and a number in it.</summary>
    public static string Id(string prefix, string kind, params ReadOnlySpan<long> numbers)
    {
        var parts = new List<string> { prefix, kind };
        foreach (var number in numbers) parts.Add(number.ToString(CultureInfo.InvariantCulture));
        return string.Join('-', parts);
    }

    /// <summary>The beginning of a file's ids: its name, in the characters of ids.</summary>
    public static string Prefix(string path)
    {
        var name = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path)).ToLowerInvariant();
        var kept = string.Concat(name.Select(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) ? character : '-')).Trim('-');
        return kept.Length == 0 ? "import" : kept[..Math.Min(kept.Length, 64)];
    }

    /// <summary>Null for a text that says nothing.</summary>
    public static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
