using System.Text.Json;
using StanceApi.Http;

namespace StanceApi.Transfer;

/// <summary>The closing line of an exported file: <c>{"$end": {"count": N, "sha256": "...", "snapshot": "..."}}</c>.</summary>
internal static class EndLine
{
    private static ReadOnlySpan<byte> Beginning => "{\"$end\""u8;

    public static bool Is(ReadOnlySpan<byte> line) => line.StartsWith(Beginning);

    /// <summary>Whether a file ends with one.</summary>
    public static bool Closes(Spool file)
    {
        const int Longest = 4_096;
        var tail = file.Read(Math.Max(0, file.Length - Longest), (int)Math.Min(file.Length, Longest)).AsSpan().TrimEnd("\r\n "u8);
        return Is(tail[(tail.LastIndexOf((byte)'\n') + 1)..]);
    }

    /// <summary>Why the closing line does not fit the lines before it; null where it does.</summary>
    public static Problem? Check(ReadOnlyMemory<byte> line, long number, long records, string sha256)
    {
        var errors = new List<ProblemError>();
        if (JsonText.ParseObject(line, errors) is not { } root || errors.Count > 0) return Broken(number, "The closing line is not JSON.");
        var end = root.GetProperty("$end");
        if (Read(end) is not var (count, digest)) return Broken(number, "The closing line does not tell count and sha256.");
        if (count != records) return Broken(number, $"The closing line tells of {count} lines; there are {records}. Part of the file is missing, or it was changed.");
        return digest == sha256 ? null : Broken(number, $"The SHA-256 of the lines is {sha256}, not the one that the closing line tells: the file was changed. Without its closing line it is taken as it is.");
    }

    private static (long Count, string Sha256)? Read(JsonElement end) =>
        end.ValueKind == JsonValueKind.Object
        && end.TryGetProperty("count", out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var number)
        && end.TryGetProperty("sha256", out var digest) && digest.ValueKind == JsonValueKind.String
            ? (number, digest.GetString()!)
            : null;

    private static Problem Broken(long line, string detail) => FileProblems.Of(Codes.BrokenFile, line, detail);
}
