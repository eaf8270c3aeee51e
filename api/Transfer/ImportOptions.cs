using System.ComponentModel.DataAnnotations;

namespace StanceApi.Transfer;

/// <summary>Settings of the section <c>Imports</c>: every limit has a default that is on.</summary>
internal sealed record ImportOptions
{
    public const string Section = "Imports";

    /// <summary>The largest import, in bytes, sent and unpacked.</summary>
    [Range(1_024L, 1_099_511_627_776L)]
    public long BodyBytes { get; init; } = 4_294_967_296;

    /// <summary>The longest line of an import, in bytes.</summary>
    [Range(1_024, 268_435_456)]
    public int LineBytes { get; init; } = 16_777_216;

    /// <summary>How many import jobs run at once in a process.</summary>
    [Range(1, 16)]
    public int Jobs { get; init; } = 1;

    /// <summary>How many import jobs may wait for their turn; a further one is answered 503.</summary>
    [Range(0, 1_000)]
    public int Queue { get; init; } = 4;

    /// <summary>The folder for the temporary files of imports; the system's own where nothing is said.</summary>
    public string? Folder { get; init; }
}
