using StanceApi.Http;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Backups;

/// <summary>Answers administrators who ask for backups.</summary>
internal sealed class BackupCalls(BackupRun run, Engine engine, IHostApplicationLifetime lifetime)
{
    private static readonly Problem NoFile = new(
        StatusCodes.Status409Conflict, Codes.NotSqlite, "This service keeps its data on a PostgreSQL server: back that up with pg_dump or pg_basebackup.");

    private static readonly Problem NoFolder = new(
        StatusCodes.Status409Conflict, Codes.NoBackupFolder, "The setting Backups:Folder names no folder. GET /v1/export/stance.db sends a copy.");

    public Task<IResult> List(HttpContext http)
    {
        if (Refuse(http, Conditional.Check(http.Request)) is { } problem) return Task.FromResult<IResult>(new ProblemResult(problem));
        try
        {
            var list = new BackupList { Items = run.Folder!.List(), FailedAt = run.FailedAt is { } failed ? Instant.Write(failed) : null };
            return Task.FromResult(Answer(http, list, StatusCodes.Status200OK));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreFailure.Unavailable, failure) { Reason = "The folder that Backups:Folder names cannot be read: is it there?" };
        }
    }

    /// <summary>Whoever hangs up meanwhile finds the copy in the list: only the end of the service breaks it off.</summary>
    public async Task<IResult> MakeAsync(HttpContext http)
    {
        var errors = new List<ProblemError>();
        if (http.Request.Headers["Idempotency-Key"].Count > 0)
            errors.Add(new ProblemError(ErrorPlace.Header, "/Idempotency-Key", Codes.InvalidHeader, "Send none: a second backup does no harm."));
        if (Refuse(http, errors) is { } problem) return new ProblemResult(problem);
        return Answer(http, await run.MakeAsync(lifetime.ApplicationStopping), StatusCodes.Status201Created);
    }

    private Problem? Refuse(HttpContext http, List<ProblemError> errors)
    {
        new QueryParameters(http.Request, errors).RefuseOthers();
        if (errors.Count > 0) return Problem.Of(StatusCodes.Status400BadRequest, errors);
        return engine.DatabasePath is null ? NoFile : run.Folder is null ? NoFolder : null;
    }

    private static IResult Answer<T>(HttpContext http, T value, int status)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(value, Json.Options, statusCode: status);
    }
}
