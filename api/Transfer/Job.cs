using StanceApi.Http;

namespace StanceApi.Transfer;

/// <summary>How a job stands.</summary>
public enum JobState
{
    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>It is under way.</summary>
    Running,

    /// <summary>It came to its end; with <c>on_error=continue</c> lines may be refused all the same.</summary>
    Succeeded,

    /// <summary>It ended by what <c>error</c> tells.</summary>
    Failed,

    /// <summary>Somebody ended it.</summary>
    Cancelled,
}

/// <summary>An import that takes long: its progress, and in the end what it did. Kept for 72 hours.</summary>
public sealed record Job
{
    /// <summary>The job's id.</summary>
    public required string Id { get; init; }

    /// <summary>How it stands.</summary>
    public required JobState State { get; init; }

    /// <summary>The one kind of record in the file; null for a mixed one.</summary>
    public required ImportType? Type { get; init; }

    /// <summary>What becomes of records that are there already.</summary>
    public required ImportMode Mode { get; init; }

    /// <summary>What becomes of the rest where a line is refused.</summary>
    public required OnError OnError { get; init; }

    /// <summary>Whether nothing shall be kept.</summary>
    public required bool ValidateOnly { get; init; }

    /// <summary>When it was asked for.</summary>
    public required string CreatedAt { get; init; }

    /// <summary>When it began; null while it waits.</summary>
    public required string? StartedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public required string? FinishedAt { get; init; }

    /// <summary>When it is forgotten, its files included.</summary>
    public required string ExpiresAt { get; init; }

    /// <summary>How many lines the file has.</summary>
    public required long Lines { get; init; }

    /// <summary>How many lines have been judged by themselves, which comes first.</summary>
    public required long Validated { get; init; }

    /// <summary>How many lines have been written, needed no writing, or were refused; where refused lines kept all the others out too, how many were read.</summary>
    public required long Processed { get; init; }

    /// <summary>How many lines were refused.</summary>
    public required long Failed { get; init; }

    /// <summary>How many records were created.</summary>
    public required long Created { get; init; }

    /// <summary>How many records have a new version.</summary>
    public required long Updated { get; init; }

    /// <summary>How many retired records are back.</summary>
    public required long Restored { get; init; }

    /// <summary>How many lines had equal content.</summary>
    public required long Unchanged { get; init; }

    /// <summary>Which lines were kept, however the job ended: of each kind those up to a line, the refused ones left aside. Empty where nothing was.</summary>
    public required IReadOnlyList<KeptLines> Kept { get; init; }

    /// <summary>The feed position after the last line that was kept; null where none was.</summary>
    public required string? Snapshot { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public required JobError? Error { get; init; }

    /// <summary>The path of the refused lines, as they were sent, to be mended and sent again; null where there are none.</summary>
    public required string? ResultUrl { get; init; }

    /// <summary>The path of what is wrong with each refused line; null where there are none.</summary>
    public required string? VerdictsUrl { get; init; }
}

/// <summary>Lines of one kind that were kept.</summary>
/// <param name="Type">The kind.</param>
/// <param name="ThroughLine">The number of the last of them.</param>
public sealed record KeptLines(ImportType Type, long ThroughLine);

/// <summary>Why a job failed.</summary>
/// <param name="Code">A stable code; <c>interrupted</c> where the process that ran it ended.</param>
/// <param name="Detail">What happened, and what to do about it.</param>
public sealed record JobError(string Code, string Detail);

/// <summary>What is wrong with a refused line of a job.</summary>
public sealed record LineVerdict
{
    /// <summary>The number of the line in the file, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>What the line is; null where it cannot be told.</summary>
    public required ImportType? Type { get; init; }

    /// <summary>The record's id; null where it cannot be told.</summary>
    public required string? Id { get; init; }

    /// <summary>What is wrong with it; pointers lead into the line's record.</summary>
    public required IReadOnlyList<ProblemError> Errors { get; init; }
}
