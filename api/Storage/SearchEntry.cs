namespace StanceApi.Storage;

/// <summary>What is searched as a whole: a record, or a passage of a source's text. The columns are those of <c>search_entries</c>.</summary>
internal sealed record SearchEntry
{
    /// <summary>The word between two texts of an entry, which nobody can search for: no phrase reaches from one into the next.</summary>
    public const char Boundary = '¤';

    /// <summary>The word of a passage that only some may see, which nobody can search for.</summary>
    public const string Restricted = "¤restricted";

    /// <summary>How many entries one version of a record can have: itself, and the passages of its text.</summary>
    public const int MostParts = 4_096;

    /// <summary>Grows with the feed position, so that the newest entries can be found first.</summary>
    public required long Entry { get; init; }

    /// <summary>The singular of the noun.</summary>
    public required string Type { get; init; }

    /// <summary>The record's id.</summary>
    public required string Id { get; init; }

    /// <summary>0 for the record itself, from 1 on for the passages of its text.</summary>
    public required long Part { get; init; }

    /// <summary>The folded words of its names, separated by spaces.</summary>
    public required string Names { get; init; }

    /// <summary>The folded words of its other texts, the noun's mark first.</summary>
    public required string Words { get; init; }

    /// <summary>How many words the names have.</summary>
    public required long NameCount { get; init; }

    /// <summary>How many words it has in all.</summary>
    public required long WordCount { get; init; }

    /// <summary>The passage as it stands in the text; null for a record.</summary>
    public string? Passage { get; init; }

    /// <summary>The Unicode code point of the text that the passage begins with, counted from 0.</summary>
    public long? PassageStart { get; init; }

    /// <summary>The number of a part of what was recorded at a feed position.</summary>
    public static long NumberOf(long seq, int part) => (seq * MostParts) + part;

    /// <summary>The word that tells a noun, which nobody can search for.</summary>
    public static string MarkOf(string type) => $"{Boundary}{type}";
}
