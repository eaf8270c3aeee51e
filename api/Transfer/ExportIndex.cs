namespace StanceApi.Transfer;

/// <summary>What can be exported.</summary>
public sealed record ExportIndex
{
    /// <summary>The feed position that the counts are of.</summary>
    public required string Snapshot { get; init; }

    /// <summary>The feed position that <c>known_at</c> came to, null where nothing was asked.</summary>
    public required string? KnownAt { get; init; }

    /// <summary>Every list, in the order in which nothing refers to what comes later, and the mixed file of all nouns.</summary>
    public required IReadOnlyList<ExportEntry> Datasets { get; init; }
}

/// <summary>A list that can be exported.</summary>
public sealed record ExportEntry
{
    /// <summary>Its name; <c>everything</c> is the mixed file.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// How many records it has (of the mixed file, the lines before the last one that the caller is given: restricted texts are not for everybody); null
    /// where that would have to be computed.
    /// </summary>
    public required long? Count { get; init; }

    /// <summary>When any of it was written last, null where nothing was yet.</summary>
    public required string? ChangedAt { get; init; }

    /// <summary>The formats that it has.</summary>
    public required IReadOnlyList<ExportFile> Files { get; init; }
}

/// <summary>A format of a list.</summary>
/// <param name="Format">The word in <c>format</c>.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Url">Where to get it, relative to the address of the service; with the <c>known_at</c> that was asked for.</param>
public sealed record ExportFile(string Format, string MediaType, string Url);
