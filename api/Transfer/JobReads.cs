using System.Text;
using System.Text.Json;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Transfer;

/// <summary>Answers about jobs, and their end before its time.</summary>
internal sealed class JobReads(ImportJobs jobs, Readers readers, Writer writer, TimeProvider clock)
{
    /// <summary>How many characters of lines are read at once: nobody who reads slowly holds a reader.</summary>
    private const int MostChars = 1_048_576;

    public async Task<IResult> GetAsync(HttpContext http, string id)
    {
        var (job, problem) = await FindAsync(http, id);
        return job is null ? new ProblemResult(problem!) : TypedResults.Json(job.ToJob(), Json.Options);
    }

    /// <summary>Ends a job that has not ended (202, as it stands), or forgets one that has (204). One that lives here ends without the writer, which may be long.</summary>
    public async Task<IResult> DeleteAsync(HttpContext http, string id)
    {
        var here = jobs.Find(id);
        var (row, problem) = await FindRowAsync(http, id);
        if (row is null) return new ProblemResult(problem!);
        var isCancelled = row.IsOpen && jobs.Cancel(id);
        var job = jobs.Current(row, here);
        if (isCancelled) return Accepted(job);
        await writer.RunAsync(
            Caller.Id(http.User),
            async session =>
            {
                await (job.IsOpen ? JobStore.RequestEndAsync(session, id) : JobStore.DeleteAsync(session, id));
                return (0, Keep: true);
            },
            http.RequestAborted,
            isPatient: true);
        return job.IsOpen ? Accepted(job) : TypedResults.NoContent();
    }

    /// <summary>The refused lines of a job, as they were sent.</summary>
    public Task<IResult> ResultAsync(HttpContext http, string id) => FileAsync(
        http,
        id,
        job => job.Format == Words<ImportFormat>.Of(ImportFormat.Csv) ? ImportRequest.Csv : ImportRequest.Ndjson,
        job => job.Header is { } header ? $"{header}\r\n" : "",
        (job, line) => job.Header is null ? $"{line.Raw}\n" : $"{line.Raw}\r\n");

    /// <summary>What is wrong with each refused line of a job.</summary>
    public Task<IResult> VerdictsAsync(HttpContext http, string id) => FileAsync(http, id, _ => ImportRequest.Ndjson, _ => "", (_, line) => Verdict(line));

    private static IResult Accepted(JobRow job) => TypedResults.Json(job.ToJob(), Json.Options, statusCode: StatusCodes.Status202Accepted);

    private static string Verdict(JobLineRow line)
    {
        var verdict = new LineVerdict { Line = line.Line, Type = Words<ImportType>.ParseOptional(line.Type), Id = line.Id, Errors = Staging.ReadErrors(line.Errors) };
        return $"{JsonSerializer.Serialize(verdict, Json.Options)}\n";
    }

    private async Task<IResult> FileAsync(HttpContext http, string id, Func<JobRow, string> mediaType, Func<JobRow, string> header, Func<JobRow, JobLineRow, string> text)
    {
        var (job, problem) = await FindAsync(http, id);
        if (job is null) return new ProblemResult(problem!);
        return new LinesResult(mediaType(job), header(job), after => ReadAsync(job, after, line => text(job, line), http.RequestAborted));
    }

    private async Task<(string Text, long? Last)> ReadAsync(JobRow job, long after, Func<JobLineRow, string> text, CancellationToken cancellation)
    {
        var read = new StringBuilder();
        long? last = null;
        await using var session = await readers.OpenAsync(cancellation);
        await foreach (var line in JobStore.LinesAsync(session, job.Id, after))
        {
            read.Append(text(line));
            last = line.Line;
            if (read.Length >= MostChars) break;
        }

        return (read.ToString(), last);
    }

    private async Task<(JobRow? Job, Problem? Problem)> FindAsync(HttpContext http, string id)
    {
        var here = jobs.Find(id);
        var (row, problem) = await FindRowAsync(http, id);
        return (row is null ? null : jobs.Current(row, here), problem);
    }

    /// <summary>The job's row as the store has it.</summary>
    private async Task<(JobRow? Row, Problem? Problem)> FindRowAsync(HttpContext http, string id)
    {
        var errors = new List<ProblemError>();
        Paths.CheckId(id, errors);
        new QueryParameters(http.Request, errors).RefuseOthers();
        if (errors.Count > 0) return (null, Problem.Of(StatusCodes.Status400BadRequest, errors));
        await using var session = await readers.OpenAsync(http.RequestAborted);
        // Its result has lines of others' files, maybe a restricted text: whoever did not send them does not learn that there is a job.
        return await JobStore.FindAsync(session, id, Instant.Microseconds(clock.GetUtcNow())) is { } row && (row.WrittenBy == Caller.Id(http.User) || Caller.Has(http.User, AccessScope.Admin))
            ? (row, null)
            : (null, Problem.At(StatusCodes.Status404NotFound, Codes.NotFound, $"There is no job '{id}'. Jobs are kept for 72 hours.", ErrorPlace.Path, "/id"));
    }

    /// <summary>Lines, read and sent some at a time.</summary>
    private sealed class LinesResult(string mediaType, string header, Func<long, Task<(string Text, long? Last)>> read) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = $"{mediaType}; charset=utf-8";
            httpContext.Response.Headers.CacheControl = "no-cache";
            if (HeadRequests.Is(httpContext)) return;
            AnswerTime.Lift(httpContext);
            await httpContext.Response.WriteAsync(header, httpContext.RequestAborted);
            for (long? after = 0; after is { } line;)
            {
                (var text, after) = await read(line);
                await httpContext.Response.WriteAsync(text, httpContext.RequestAborted);
            }
        }
    }
}
