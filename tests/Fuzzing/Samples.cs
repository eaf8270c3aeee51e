using System.Globalization;
using CsCheck;
using StanceApi.Tests.Values;

namespace StanceApi.Tests.Fuzzing;

/// <summary>Texts that the document's patterns and formats describe.</summary>
internal static class Samples
{
    private const string Fraction = @"(\.\d{1,6})?Z";

    private static readonly Gen<string> Date = Gen.OneOf(
        Gen.Int[1950, 2026].Select(year => $"{year}"),
        Gen.Select(Gen.Int[1990, 2025], Gen.Int[1, 12]).Select((year, month) => $"{year}-{month:00}"),
        Gen.Select(Gen.Int[1990, 2025], Gen.Int[1, 12], Gen.Int[1, 28]).Select((year, month, day) => $"{year}-{month:00}-{day:00}"));

    public static readonly Gen<string> Instant = Gen.Select(Gen.Int[0, 400_000], Gen.Int[0, 9]).Select((hours, digits) =>
        new DateTime(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(hours).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + (digits is 0 or > 6 ? "" : "." + "123456"[..digits]) + "Z");

    private static readonly Gen<string> Language = Gen.OneOf("en", "ur", "zh-Hant-TW", "de-1996", "sr-Latn-RS");

    private static readonly Gen<string> Id = Gen.Select(Gen.Char['a', 'z'], Gen.Int[0, 99]).Select((letter, number) => $"{letter}.{number}_-");

    private static readonly Dictionary<string, Gen<string>> Patterns = new()
    {
        ["^[a-z0-9][a-z0-9._-]{0,127}$"] = Id,
        ["^[A-Z]{2}$"] = Gen.OneOf("DE", "PK", "US", "QA"),
        [@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}" + Fraction + "$"] = Gen.Int[1, 300].Select(days => $"{2030 + (days / 30)}-01-01T00:00:00Z"),
        [@"^\d{4}(-\d{2}(-\d{2})?)?$"] = Date,
        [@"^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}" + Fraction + ")?)?)?$"] = Gen.OneOf(Date, Instant),
        ["^[0-9a-f]{64}$"] = Gen.Char["0123456789abcdef"].Array[64].Select(digits => string.Concat(digits)),
        ["^[A-Za-z0-9_-]+$"] = Gen.Char["abcxyzABCXYZ019"].Array[1, 60].Select(letters => string.Concat(letters)),
        [@"^(\d+|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z)$"] = Gen.OneOf(Gen.Int[0, 300].Select(position => $"{position}"), Instant),
        [@"^\d{1,9}(\.\d{1,9})?$"] = Gen.OneOf("0", "1", "0.5", "2.25", "999999999.999999999"),
        ["^[1-9][0-9]{0,4}d$"] = Gen.OneOf("1d", "30d", "365d", "99999d"),
        [@"^\d+$"] = Gen.Int[0, 300].Select(position => $"{position}"),
    };

    private static readonly Dictionary<string, Gen<string>> Formats = new()
    {
        ["uri"] = Gen.OneOf("http://example.org", "https://example.org/ä?q=1&r=%20#f", "https://user@example.org:8443/a/b"),
        ["date-time"] = Instant,
    };

    /// <summary>A text of a pattern; a pattern without samples begins as the one of language tags does, or is new here.</summary>
    public static Gen<string> OfPattern(string pattern) =>
        Patterns.TryGetValue(pattern, out var samples) ? samples
        : pattern.StartsWith("^[A-Za-z]{2,3}(-", StringComparison.Ordinal) ? Language
        : throw new InvalidOperationException($"There are no samples of {pattern}: add some.");

    public static Gen<string> OfFormat(string format) => Formats[format];

    /// <summary>A text within bounds, in code points.</summary>
    public static Gen<string> Text(int longest) => Texts.Some.Select(text => text.Length <= longest ? text : "a");
}
