namespace StanceApi.Backups;

/// <summary>A copy of the database, as a SQLite file.</summary>
public sealed record Backup
{
    /// <summary>The file's name.</summary>
    public required string Name { get; init; }

    /// <summary>When it was made; later than that of the one before, wherever the clock stood.</summary>
    public required string CreatedAt { get; init; }

    /// <summary>The feed position that it reaches.</summary>
    public required string Snapshot { get; init; }

    /// <summary>How large it is.</summary>
    public required long Bytes { get; init; }
}

/// <summary>The copies that there are.</summary>
public sealed record BackupList
{
    /// <summary>The copies, the newest first.</summary>
    public required IReadOnlyList<Backup> Items { get; init; }

    /// <summary>When making one failed, and none was made since; null where that is not so.</summary>
    public required string? FailedAt { get; init; }
}
