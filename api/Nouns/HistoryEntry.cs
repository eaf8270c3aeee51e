namespace StanceApi.Nouns;

/// <summary>What a version did to its record.</summary>
public enum ChangeOp
{
    /// <summary>The first version.</summary>
    Create,

    /// <summary>Changed.</summary>
    Update,

    /// <summary>Taken out; the version has no record.</summary>
    Retire,

    /// <summary>Put back after a retirement.</summary>
    Restore,
}

/// <summary>A member that differs between a version and the one before it.</summary>
/// <param name="Member">The member's name.</param>
/// <param name="Old">Its value before, as JSON; null where it had none.</param>
/// <param name="New">Its value since.</param>
public sealed record MemberChange(string Member, object? Old, object? New);

/// <summary>A version of a record: who made it, when, and what it changed.</summary>
public sealed record HistoryEntry<T>
{
    /// <summary>The feed position at which the version was recorded.</summary>
    public required string Seq { get; init; }

    /// <summary>The version.</summary>
    public required long Version { get; init; }

    /// <summary>What it did.</summary>
    public required ChangeOp Op { get; init; }

    /// <summary>When it was recorded.</summary>
    public required string At { get; init; }

    /// <summary>The id of the key that it was written with, or <c>oidc:</c> and the subject of the token.</summary>
    public required string By { get; init; }

    /// <summary>The members that differ from the version before: a creation has none, a restoration is compared with what was retired.</summary>
    public required IReadOnlyList<MemberChange> Changes { get; init; }

    /// <summary>The record at this version, null where it was retired.</summary>
    public required T? Data { get; init; }
}
