using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Transfer;

/// <summary>The row of a job.</summary>
internal sealed record JobRow
{
    private const string NothingKept = "[]";

    /// <summary>How long a job is kept.</summary>
    public const long KeptMicroseconds = 72L * 3_600 * 1_000_000;

    public required string Id { get; init; }

    public required string State { get; init; }

    public required string? Type { get; init; }

    public required string Format { get; init; }

    public required string Mode { get; init; }

    public required string OnError { get; init; }

    public required string ValidateOnly { get; init; }

    public required string WrittenBy { get; init; }

    public required long CreatedAt { get; init; }

    public required long? StartedAt { get; init; }

    public required long? FinishedAt { get; init; }

    public required long HeartbeatAt { get; init; }

    /// <summary>When somebody asked to end it.</summary>
    public required long? CancelledAt { get; init; }

    public required long Lines { get; init; }

    public required long Validated { get; init; }

    public required long Created { get; init; }

    public required long Updated { get; init; }

    public required long Restored { get; init; }

    public required long Unchanged { get; init; }

    public required long Failed { get; init; }

    public required string Kept { get; init; }

    public required long? Snapshot { get; init; }

    public required string? ErrorCode { get; init; }

    public required string? ErrorDetail { get; init; }

    /// <summary>The header of a CSV file.</summary>
    public required string? Header { get; init; }

    /// <summary>Whether it has not ended, as far as the row tells.</summary>
    public bool IsOpen => State is "queued" or "running";

    public static JobRow Of(string id, ImportPlan plan, long lines, string writtenBy, long now) => new()
    {
        Id = id,
        State = Words<JobState>.Of(JobState.Queued),
        Type = Words<ImportType>.Of(plan.Type),
        Format = Words<ImportFormat>.Of(plan.Format),
        Mode = Words<ImportMode>.Of(plan.Mode),
        OnError = Words<OnError>.Of(plan.OnError),
        ValidateOnly = plan.ValidateOnly ? "true" : "false",
        WrittenBy = writtenBy,
        CreatedAt = now,
        StartedAt = null,
        FinishedAt = null,
        HeartbeatAt = now,
        CancelledAt = null,
        Lines = lines,
        Validated = 0,
        Created = 0,
        Updated = 0,
        Restored = 0,
        Unchanged = 0,
        Failed = 0,
        Kept = NothingKept,
        Snapshot = null,
        ErrorCode = null,
        ErrorDetail = null,
        Header = null,
    };

    /// <summary>The row as it stands for a job whose process has ended: it keeps what it had committed. Where that is nothing, what it was about to do has become of nothing.</summary>
    public JobRow Interrupted() => (Kept == NothingKept ? this with { Created = 0, Updated = 0, Restored = 0, Unchanged = 0 } : this) with
    {
        State = Words<JobState>.Of(JobState.Failed),
        FinishedAt = HeartbeatAt,
        ErrorCode = Codes.Interrupted,
        ErrorDetail = InterruptedBy("The process that ran this job ended, or was cut off from the store."),
    };

    /// <summary>What is told of a job that something has broken off, and what to do.</summary>
    public string InterruptedBy(string cause) => OnError == Words<OnError>.Of(Transfer.OnError.Abort)
        ? $"{cause} Nothing was kept: send the file again, with another Idempotency-Key if it had one."
        : $"{cause} `kept` tells what it had kept: send the file again, with another Idempotency-Key if it had one; what is kept will be unchanged.";

    public Job ToJob() => new()
    {
        Id = Id,
        State = Words<JobState>.Parse(State),
        Type = Words<ImportType>.ParseOptional(Type),
        Mode = Words<ImportMode>.Parse(Mode),
        OnError = Words<OnError>.Parse(OnError),
        ValidateOnly = ValidateOnly == "true",
        CreatedAt = Instant.Write(CreatedAt),
        StartedAt = StartedAt is { } started ? Instant.Write(started) : null,
        FinishedAt = FinishedAt is { } finished ? Instant.Write(finished) : null,
        ExpiresAt = Instant.Write(CreatedAt + KeptMicroseconds),
        Lines = Lines,
        Validated = Validated,
        // What the others would have come to is not told where refused lines kept them out too.
        Processed = ErrorCode == Codes.LinesRefused ? Validated : Created + Updated + Restored + Unchanged + Failed,
        Failed = Failed,
        Created = Created,
        Updated = Updated,
        Restored = Restored,
        Unchanged = Unchanged,
        Kept = JsonColumn.Read<KeptLines>(Kept),
        Snapshot = Snapshot is { } seq ? Cursor.Position(seq) : null,
        Error = ErrorCode is null ? null : new JobError(ErrorCode, ErrorDetail!),
        ResultUrl = Failed > 0 && !IsOpen ? $"/v1/jobs/{Id}/result" : null,
        VerdictsUrl = Failed > 0 && !IsOpen ? $"/v1/jobs/{Id}/verdicts" : null,
    };
}
