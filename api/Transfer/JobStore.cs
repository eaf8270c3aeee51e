using StanceApi.Storage;

namespace StanceApi.Transfer;

/// <summary>A refused line as it is kept.</summary>
internal sealed record JobLineRow
{
    public required long Line { get; init; }

    public required string? Type { get; init; }

    public required string? Id { get; init; }

    public required string Errors { get; init; }

    public required string Raw { get; init; }
}

/// <summary>Jobs in the store.</summary>
internal static class JobStore
{
    /// <summary>How many refused lines are kept by one statement.</summary>
    public const int ChunkLines = 500;

    private static readonly BulkInsert InsertLines = new(
        "job_lines", [("job_id", false), ("line", true), ("type", false), ("id", false), ("errors", false), ("raw", false)]);

    private const string Insert = """
        INSERT INTO jobs (id, state, type, format, mode, on_error, validate_only, written_by, created_at, started_at, finished_at, heartbeat_at, cancelled_at,
                          lines, validated, created, updated, restored, unchanged, failed, kept, snapshot, error_code, error_detail, header)
        VALUES (@Id, @State, @Type, @Format, @Mode, @OnError, @ValidateOnly, @WrittenBy, @CreatedAt, @StartedAt, @FinishedAt, @HeartbeatAt, @CancelledAt,
                @Lines, @Validated, @Created, @Updated, @Restored, @Unchanged, @Failed, @Kept, @Snapshot, @ErrorCode, @ErrorDetail, @Header)
        """;

    private const string Find = """
        SELECT id, state, type, format, mode, on_error, validate_only, written_by, created_at, started_at, finished_at, heartbeat_at, cancelled_at,
               lines, validated, created, updated, restored, unchanged, failed, kept, snapshot, error_code, error_detail, header
        FROM jobs
        WHERE id = @Id
          AND created_at > @Oldest
        """;

    private const string Update = """
        UPDATE jobs
        SET state = @State, started_at = @StartedAt, finished_at = @FinishedAt, heartbeat_at = @HeartbeatAt, validated = @Validated, created = @Created,
            updated = @Updated, restored = @Restored, unchanged = @Unchanged, failed = @Failed, kept = @Kept, snapshot = @Snapshot,
            error_code = @ErrorCode, error_detail = @ErrorDetail, header = @Header
        WHERE id = @Id
        """;

    /// <summary>Progress and a sign of life, as long as the job has not ended.</summary>
    public const string Beat = """
        UPDATE jobs
        SET heartbeat_at = @HeartbeatAt, validated = @Validated, created = @Created, updated = @Updated, restored = @Restored, unchanged = @Unchanged, failed = @Failed
        WHERE id = @Id
          AND finished_at IS NULL
        """;

    /// <summary>Whether somebody asked to end a job.</summary>
    public const string FindCancelled = """
        SELECT cancelled_at
        FROM jobs
        WHERE id = @Id
        """;

    private const string RequestEnd = """
        UPDATE jobs
        SET cancelled_at = @At
        WHERE id = @Id
          AND cancelled_at IS NULL
        """;

    private const string FindLines = """
        SELECT line, type, id, errors, raw
        FROM job_lines
        WHERE job_id = @Id
          AND line > @After
        ORDER BY line
        """;

    private const string DeleteLines = """
        DELETE FROM job_lines
        WHERE job_id = @Id
        """;

    private const string DeleteJob = """
        DELETE FROM jobs
        WHERE id = @Id
        """;

    private const string DeleteOldLines = """
        DELETE FROM job_lines
        WHERE job_id IN (SELECT id FROM jobs WHERE created_at <= @Oldest)
        """;

    private const string DeleteOldJobs = """
        DELETE FROM jobs
        WHERE created_at <= @Oldest
        """;

    public static Task InsertAsync(WriteSession session, JobRow job) => session.ExecuteAsync(Insert, job);

    /// <summary>The row of a job that is still kept.</summary>
    public static Task<JobRow?> FindAsync(Session session, string id, long now) => session.FirstOrDefaultAsync<JobRow>(Find, new { Id = id, Oldest = now - JobRow.KeptMicroseconds });

    public static Task UpdateAsync(WriteSession session, JobRow job) => session.ExecuteAsync(Update, job);

    public static Task RequestEndAsync(WriteSession session, string id) => session.ExecuteAsync(RequestEnd, new { Id = id, At = session.Now() });

    /// <summary>Keeps refused lines. What no text in the store can hold stands as U+FFFD.</summary>
    public static Task AddLinesAsync(WriteSession session, string id, IEnumerable<RefusedLine> lines) => session.InsertAsync(
        InsertLines,
        [.. lines.Select(line => new object?[] { id, line.Line, Values.Words<ImportType>.Of(line.Type), line.Id, line.Errors, line.Raw.Replace('\0', '\uFFFD') })]);

    /// <summary>The refused lines after one, in order.</summary>
    public static IAsyncEnumerable<JobLineRow> LinesAsync(Session session, string id, long after) => session.StreamAsync<JobLineRow>(FindLines, new { Id = id, After = after });

    public static async Task DeleteAsync(WriteSession session, string id)
    {
        await session.ExecuteAsync(DeleteLines, new { Id = id });
        await session.ExecuteAsync(DeleteJob, new { Id = id });
    }

    /// <summary>Removes the jobs whose time is over, with their lines.</summary>
    public static async Task ForgetAsync(WriteSession session)
    {
        var parameters = new { Oldest = session.Now() - JobRow.KeptMicroseconds };
        await session.ExecuteAsync(DeleteOldLines, parameters);
        await session.ExecuteAsync(DeleteOldJobs, parameters);
    }
}
