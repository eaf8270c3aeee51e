using System.Text.Json;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Transfer;

/// <summary>Makes jobs of imports that take long.</summary>
internal sealed class JobStarts(ImportJobs jobs, Writer writer, TimeProvider clock)
{
    /// <summary>Keeps a job for an upload and answers 202 with it; the upload is the job's from now on.</summary>
    public async Task<IResult> StartAsync(HttpContext http, ImportRequest request, Upload upload, long lines)
    {
        if (!jobs.TryReserve())
        {
            upload.Spool.Dispose();
            return new ProblemResult(Problem.Busy("As many imports as there is room for wait already. Try again when one has ended."));
        }

        var now = clock.GetUtcNow();
        var row = JobRow.Of(Id.New(now), request.Plan, lines, Caller.Id(http.User), Instant.Microseconds(now));
        var job = new LiveJob(row, request.Plan, upload, jobs.Stopping) { Author = Caller.Author(http.User) };
        jobs.Announce(job);
        var isKept = false;
        try
        {
            var result = await KeepAsync(http, request, upload, job);
            // An earlier job's answer may have been given again instead.
            isKept = ReferenceEquals(result.Answer, result.Own);
            return result.Answer;
        }
        finally
        {
            if (isKept) jobs.Enqueue(job);
            else jobs.Withdraw(job);
        }
    }

    private async Task<(IResult Answer, IResult? Own)> KeepAsync(HttpContext http, ImportRequest request, Upload upload, LiveJob job)
    {
        RecordResult? own = null;
        if (request.IdempotencyKey is not null)
        {
            var answer = await Idempotency.RunAsync(http, writer, Imports.Key(http, request, upload), async session => (own = await InsertAsync(session, job), null), isPatient: true);
            return (answer, own);
        }

        own = await writer.RunAsync(job.Author, async session => (await InsertAsync(session, job), Keep: true), http.RequestAborted, isPatient: true);
        return (own, own);
    }

    private static async Task<RecordResult> InsertAsync(WriteSession session, LiveJob job)
    {
        await JobStore.ForgetAsync(session);
        await JobStore.InsertAsync(session, job.Kept);
        return new RecordResult(StatusCodes.Status202Accepted) { Location = $"/v1/jobs/{job.Id}", Body = JsonSerializer.SerializeToUtf8Bytes(job.Kept.ToJob(), Json.Options) };
    }
}
