namespace StanceApi.Stances;

/// <summary>A version of a statement, with the feed entries that began and ended it. Instants are microseconds since 1970, UTC.</summary>
internal sealed record StatementVersion : StatementRow
{
    /// <summary>The feed position from which it held.</summary>
    public required long Seq { get; init; }

    /// <summary>The feed position from which it did not hold any more.</summary>
    public required long UntilSeq { get; init; }

    /// <summary>What began it: create, update or restore.</summary>
    public required string Op { get; init; }

    /// <summary>What ended it: update or retire; null where it still held at the time asked about.</summary>
    public required string? EndOp { get; init; }

    /// <summary>When it was recorded.</summary>
    public required long At { get; init; }

    /// <summary>When it was superseded, null where it still held.</summary>
    public required long? EndAt { get; init; }
}

/// <summary>A version of a source's date of publication.</summary>
internal sealed record SourceVersion
{
    public required string Id { get; init; }

    /// <summary>The feed position from which it held.</summary>
    public required long Seq { get; init; }

    /// <summary>The last microsecond of the date of publication, null where there is none.</summary>
    public required long? PublishedUntil { get; init; }

    /// <summary>When it was recorded.</summary>
    public required long At { get; init; }
}
