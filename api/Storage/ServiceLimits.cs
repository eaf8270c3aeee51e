using System.ComponentModel.DataAnnotations;

namespace StanceApi.Storage;

/// <summary>Settings of the section <c>Limits</c>: every limit has a default that is on.</summary>
internal sealed record ServiceLimits
{
    public const string Section = "Limits";

    /// <summary>The largest request body, in bytes.</summary>
    [Range(1_024, 1_073_741_824)]
    public long BodyBytes { get; init; } = 1_048_576;

    /// <summary>The largest text of a source, in bytes.</summary>
    [Range(1_024, 104_857_600)]
    public long TextBytes { get; init; } = 5_242_880;

    /// <summary>How many reads run at once; a further one waits for its turn, at most QuerySeconds.</summary>
    [Range(1, 1_000)]
    public int Readers { get; init; } = 8;

    /// <summary>How long the statements of one read may take, in seconds, before they are stopped.</summary>
    [Range(1, 3_600)]
    public int QuerySeconds { get; init; } = 10;

    /// <summary>After how many seconds without news an event stream sends a comment, so that nobody on the way closes it.</summary>
    [Range(1, 300)]
    public int HeartbeatSeconds { get; init; } = 15;

    /// <summary>How many writes may wait for the writer; a further one is answered 503 at once.</summary>
    [Range(1, 1_000_000)]
    public int WriterQueue { get; init; } = 1_024;
}
