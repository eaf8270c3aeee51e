using System.ComponentModel.DataAnnotations;

namespace StanceApi.Backups;

/// <summary>Settings of the section <c>Backups</c>: copies of a SQLite file, off until a folder is named.</summary>
internal sealed record BackupOptions
{
    public const string Section = "Backups";

    /// <summary>The folder of the copies, which must be there; none are made where nothing is said.</summary>
    public string? Folder { get; init; }

    /// <summary>How old the newest copy may become, in seconds, before the next one is made.</summary>
    [Range(1, 2_678_400)]
    public int IntervalSeconds { get; init; } = 86_400;

    /// <summary>How many copies are kept, the newest.</summary>
    [Range(1, 100_000)]
    public int Keep { get; init; } = 7;
}
