namespace StanceApi.Analysis;

/// <summary>An actor on a concept at a level, once: what networks count. Times are microseconds since 1970, UTC.</summary>
internal sealed record Observation
{
    public required string ActorId { get; init; }

    /// <summary>A question, or an argument.</summary>
    public required string ConceptId { get; init; }

    /// <summary>The number of the stance; 0 where the concept has one level only.</summary>
    public required int Level { get; init; }

    /// <summary>The source that reports it, empty where it rests on several.</summary>
    public required string SourceId { get; init; }

    /// <summary>The first instant of its date.</summary>
    public required long From { get; init; }

    /// <summary>The last instant of its date, by which it counts as said.</summary>
    public required long Until { get; init; }

    /// <summary>The positions that it is made of; one, or the basis of a stance.</summary>
    public required IReadOnlyList<string> PositionIds { get; init; }
}
