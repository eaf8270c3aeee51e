using System.Data.Common;
using Microsoft.Extensions.Options;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Transfer;

/// <summary>Runs one import job from its beginning to its end.</summary>
internal sealed partial class ImportJob(
    NounCatalog catalog, ImportWriter lines, Writer writer, IOptions<ImportOptions> options, IOptions<ServiceLimits> limits, TimeProvider clock, ILogger<ImportJob> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs a job. Whatever happens is told in its row.</summary>
    public async Task RunAsync(LiveJob job)
    {
        JobError? error;
        try
        {
            using var import = Import.Of(job.Plan, job.Upload, catalog, options.Value, keepsLines: false);
            job.Begin(import);
            error = await RunAsync(job, import);
            if (error is not null || import.Plan.ValidateOnly || import.Plan.MayContinue) await EndAsync(job, import, error);
            return;
        }
        catch (OperationCanceledException) when (job.Ending.IsCancellationRequested)
        {
            error = job.IsCancelled ? null : new JobError(Codes.Interrupted, job.Now.InterruptedBy("The service was stopped."));
        }
        catch (StoreException failure)
        {
            LogFailed(failure, job.Id);
            error = new JobError(Codes.StoreUnavailable, "The store was away or full. What `kept` does not tell was not kept.");
        }
        catch (Exception failure) when (failure is IOException or DbException or UnauthorizedAccessException)
        {
            LogFailed(failure, job.Id);
            error = new JobError(Codes.StoreUnavailable, "The temporary files could not be written or read; the service's log has the reason.");
        }
        catch (Exception failure)
        {
            LogFailed(failure, job.Id);
            error = new JobError(Codes.InternalError, "This is our fault; the service's log has the reason.");
        }

        await FailAsync(job, error);
    }

    /// <summary>Keeps the end of a job that was never begun.</summary>
    public Task KeepEndAsync(LiveJob job) => TryKeepAsync(job, session => UpdateAsync(session, job.Kept));

    /// <summary>Tells a failure, unless the store knows of an end: the answer to a commit may have been lost.</summary>
    private Task FailAsync(LiveJob job, JobError? error) => TryKeepAsync(job, async session =>
    {
        if (await JobStore.FindAsync(session, job.Id, session.Now()) is not { FinishedAt: null } stored) return 0;
        var row = (stored.Kept == job.Kept.Kept ? job.Kept : stored) with { Validated = job.Now.Validated };
        await JobStore.UpdateAsync(session, Ended(row, job.IsCancelled ? JobState.Cancelled : JobState.Failed, session) with { ErrorCode = error?.Code, ErrorDetail = error?.Detail });
        return 0;
    });

    private async Task<JobError?> RunAsync(LiveJob job, Import import)
    {
        job.Kept = await KeepAsync(job, session => UpdateAsync(session, job.Kept with { State = Words<JobState>.Of(JobState.Running), StartedAt = session.Now(), HeartbeatAt = session.Now() }));
        if (await Task.Run(() => import.Read(catalog, limits.Value, clock, job.Ending)) is { } problem) return new JobError(problem.Code, problem.Detail);
        if (import.Plan.MayContinue && !import.Plan.ValidateOnly) await KeepEachAsync(job, import);
        else if (import.Plan.MayContinue || import.Lines.Refused == 0) await WriteAllAsync(job, import);
        return import.Lines.Refused == 0 || import.Plan.MayContinue ? null : Refusal(import);
    }

    private static JobError Refusal(Import import) => new(Codes.LinesRefused, FileProblems.Refusal(import.Lines.Refused, import.HasEnough));

    /// <summary>All lines in one transaction, with the end of the job: either both are kept or nothing is.</summary>
    private Task WriteAllAsync(LiveJob job, Import import) => writer.RunLongAsync(
        job.Author,
        async session =>
        {
            await lines.WriteAsync(session, import, job.Ending);
            var isKept = !import.Plan.ValidateOnly && import.Lines.Refused == 0;
            if (isKept) await JobStore.UpdateAsync(session, Ended(job.Now, JobState.Succeeded, session) with { Kept = JsonColumn.Write(Through(import)), Snapshot = session.Head.Seq });
            else if (!import.Plan.MayContinue && import.Lines.Refused > 0) import.Tally.Reset();
            return (0, Keep: isKept);
        },
        job.Ending);

    private static JobRow Ended(JobRow row, JobState state, WriteSession session) => row with { State = Words<JobState>.Of(state), FinishedAt = session.Now(), HeartbeatAt = session.Now() };

    /// <summary>Chunk by chunk, each in a transaction of its own that tells in the job's row what it kept.</summary>
    private async Task KeepEachAsync(LiveJob job, Import import)
    {
        await TellAsync(job, import);
        foreach (var type in Enum.GetValues<ImportType>())
        {
            if (lines.RefersToItself(type)) await KeepKindAsync(job, import, type);
            else await KeepChunksAsync(job, import, type);
        }
    }

    private async Task KeepKindAsync(LiveJob job, Import import, ImportType type)
    {
        if (import.Lines.Last(type) is not { } last) return;
        job.Kept = await writer.RunLongAsync(
            job.Author,
            async session =>
            {
                await lines.WriteAsync(session, import, type, job.Ending);
                return (await NoteAsync(session, job, type, last), Keep: true);
            },
            job.Ending);
        await TellAsync(job, import);
    }

    private async Task KeepChunksAsync(LiveJob job, Import import, ImportType type)
    {
        for (var chunk = await lines.NextAsync(import, type, 0, job.Ending); chunk is not null;)
        {
            var (now, last) = (chunk, chunk.Lines[^1].Line);
            var next = lines.NextAsync(import, type, last, job.Ending);
            job.Kept = await KeepAsync(job, async session =>
            {
                await lines.WriteAsync(session, import, now, BatchStep.Whole);
                return await NoteAsync(session, job, type, last);
            });
            if (import.Lines.Untold(1).Count > 0) await TellAsync(job, import);
            chunk = await next;
        }
    }

    /// <summary>Notes in the job's row, together with the lines themselves, that those of a kind are kept up to one.</summary>
    private static Task<JobRow> NoteAsync(WriteSession session, LiveJob job, ImportType type, long last)
    {
        var kept = JsonColumn.Read<KeptLines>(job.Kept.Kept).Where(each => each.Type != type).Append(new KeptLines(type, last));
        return UpdateAsync(session, job.Now with { Kept = JsonColumn.Write(kept), Snapshot = session.Head.Seq, HeartbeatAt = session.Now() });
    }

    private static async Task<JobRow> UpdateAsync(WriteSession session, JobRow row)
    {
        await JobStore.UpdateAsync(session, row);
        return row;
    }

    private static IEnumerable<KeptLines> Through(Import import) =>
        Enum.GetValues<ImportType>().Select(type => (Type: type, Last: import.Lines.Last(type))).Where(each => each.Last is not null).Select(each => new KeptLines(each.Type, each.Last!.Value));

    /// <summary>Keeps the refused lines that were not kept yet.</summary>
    private async Task TellAsync(LiveJob job, Import import)
    {
        while (import.Lines.Untold(JobStore.ChunkLines) is { Count: > 0 } refused)
        {
            await KeepAsync(job, async session =>
            {
                await JobStore.AddLinesAsync(session, job.Id, refused);
                return 0;
            });
            import.Lines.Tell(refused[^1].Line);
        }
    }

    private async Task EndAsync(LiveJob job, Import import, JobError? error)
    {
        await TellAsync(job, import);
        var state = error is null ? JobState.Succeeded : JobState.Failed;
        await TryKeepAsync(job, session => UpdateAsync(session, Ended(job.Now, state, session) with { ErrorCode = error?.Code, ErrorDetail = error?.Detail }));
    }

    private async Task TryKeepAsync<T>(LiveJob job, Func<WriteSession, Task<T>> work)
    {
        try
        {
            await KeepAsync(job, work, mayStop: false);
        }
        catch (StoreException failure)
        {
            // Nobody hears from it any more: whoever reads the job is told that it was interrupted.
            LogFailed(failure, job.Id);
        }
    }

    /// <summary>Keeps something as soon as the writer takes it.</summary>
    private async Task<T> KeepAsync<T>(LiveJob job, Func<WriteSession, Task<T>> work, bool mayStop = true)
    {
        while (true)
        {
            try
            {
                return await writer.RunAsync(job.Author, async session => (await work(session), Keep: true), mayStop ? job.Ending : CancellationToken.None, isPatient: true);
            }
            catch (StoreException busy) when (busy.Failure == StoreFailure.Busy)
            {
                await Task.Delay(Pause, clock, mayStop ? job.Ending : CancellationToken.None);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The import job {Job} failed.")]
    private partial void LogFailed(Exception failure, string job);
}
