namespace StanceApi.Search;

/// <summary>An entry that a search finds, with what ranks it.</summary>
internal sealed record FoundEntry
{
    public required long Entry { get; init; }

    public required string Type { get; init; }

    public required string Id { get; init; }

    public required long Part { get; init; }

    public required long NameCount { get; init; }

    public required long WordCount { get; init; }

    /// <summary>Whether the names hold all that is wanted.</summary>
    public required bool InNames { get; init; }
}
