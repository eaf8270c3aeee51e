using StanceApi.Citations;

namespace StanceApi.Sources;

/// <summary>What storing a text came to.</summary>
public sealed record StoredText
{
    /// <summary>The source, with the hash of its text.</summary>
    public required Source Source { get; init; }

    /// <summary>How the citations of the source stand now.</summary>
    public required CitationCounts Citations { get; init; }

    /// <summary>How many records have a new version, since a check of theirs changed.</summary>
    public required int Rechecked { get; init; }
}
