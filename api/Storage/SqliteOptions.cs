using System.ComponentModel.DataAnnotations;

namespace StanceApi.Storage;

/// <summary>Settings of the section <c>Sqlite</c>.</summary>
internal sealed record SqliteOptions
{
    public const string Section = "Sqlite";

    /// <summary>
    /// After how many pages in the log (<c>stance.db-wal</c>) a commit moves them into the file; 0 leaves that to another process alone, and the log grows
    /// for as long as that does not come.
    /// </summary>
    [Range(0, 1_000_000)]
    public int CheckpointPages { get; init; } = 1_000;
}
