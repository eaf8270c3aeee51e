using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.Options;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Transfer;

/// <summary>Answers imports.</summary>
internal sealed partial class Imports(
    NounCatalog catalog, ImportWriter lines, JobStarts starts, Writer writer, IOptions<ImportOptions> options, IOptions<ServiceLimits> limits, TimeProvider clock, ILogger<Imports> log)
{
    /// <summary>How many lines are answered at once; more run as a job.</summary>
    public const int MostAtOnce = 1_000;

    /// <summary>The header field (RFC 7240) by which a client asks for a job however few lines there are.</summary>
    public const string Prefer = "Prefer";

    public const string RespondAsync = "respond-async";

    /// <summary>Answers an import of one kind, or of a mixed file where there is none.</summary>
    public async Task<IResult> PostAsync(HttpContext http, ImportType? type)
    {
        var (request, problem) = ImportRequest.Read(http.Request, type);
        if (request is null) return new ProblemResult(problem!);
        (var upload, problem) = await Upload.ReceiveAsync(http.Request, request, options.Value);
        if (upload is null) return new ProblemResult(problem!);
        var count = Import.CountLines(request.Plan, upload);
        return count > MostAtOnce || PrefersJob(http.Request) ? await starts.StartAsync(http, request, upload, count) : await AnswerAsync(http, request, upload);
    }

    /// <summary>What tells an import from others with the same idempotency key: its parameters and its file.</summary>
    public static IdempotentRequest Key(HttpContext http, ImportRequest request, Upload upload) =>
        new(request.IdempotencyKey!, $"{http.Request.Path}{http.Request.QueryString} {upload.Sha256}");

    /// <summary>Other preferences, and parameters of this one, are passed over, as the RFC says.</summary>
    private static bool PrefersJob(HttpRequest request) => request.Headers.GetCommaSeparatedValues(Prefer)
        .Any(preference => preference.Split(';')[0].Trim().Equals(RespondAsync, StringComparison.OrdinalIgnoreCase));

    private async Task<IResult> AnswerAsync(HttpContext http, ImportRequest request, Upload upload)
    {
        try
        {
            return await AnswerInSpaceAsync(http, request, upload);
        }
        catch (Exception failure) when (failure is IOException or DbException or UnauthorizedAccessException)
        {
            LogFailed(failure);
            return new ProblemResult(Upload.NoSpace("The temporary files could not be written or read; the service's log has the reason."));
        }
        finally
        {
            upload.Spool.Dispose();
        }
    }

    private async Task<IResult> AnswerInSpaceAsync(HttpContext http, ImportRequest request, Upload upload)
    {
        using var import = Import.Of(request.Plan, upload, catalog, options.Value, keepsLines: true);
        if (import.Read(catalog, limits.Value, clock, http.RequestAborted) is { } problem) return new ProblemResult(problem);
        return request.IdempotencyKey is null || request.Plan.ValidateOnly
            ? await RunAsync(http, import)
            : await Idempotency.RunAsync(http, writer, Key(http, request, upload), session => WriteAsync(session, import, http.RequestAborted));
    }

    private async Task<IResult> RunAsync(HttpContext http, Import import)
    {
        var (result, problem) = await writer.RunAsync(
            Caller.Author(http.User),
            async session =>
            {
                var answer = await WriteAsync(session, import, http.RequestAborted);
                return (answer, Keep: answer.Problem is null && !import.Plan.ValidateOnly);
            },
            http.RequestAborted);
        return problem is null ? result! : new ProblemResult(problem);
    }

    private async Task<(RecordResult? Result, Problem? Problem)> WriteAsync(WriteSession session, Import import, CancellationToken cancellation)
    {
        var before = session.Head.Seq;
        await lines.WriteAsync(session, import, cancellation);
        var refused = TakeRefused(import.Lines);
        if (refused.Count > 0 && !import.Plan.MayContinue) return (null, Refusal(refused));
        var report = ReportOf(import, refused, import.Plan.ValidateOnly ? before : session.Head.Seq);
        var status = import.Plan.MayContinue ? StatusCodes.Status207MultiStatus : StatusCodes.Status200OK;
        return (new RecordResult(status) { Body = JsonSerializer.SerializeToUtf8Bytes(report, Json.Options) }, null);
    }

    /// <summary>All refused lines: there are no more than lines that are answered at once.</summary>
    private static List<RefusedLine> TakeRefused(Staging lines)
    {
        var refused = new List<RefusedLine>();
        while (lines.Untold(MostAtOnce) is { Count: > 0 } some)
        {
            lines.Tell(some[^1].Line);
            refused.AddRange(some.Select(line => line with { Raw = "" }));
        }

        return refused;
    }

    private static Problem Refusal(IReadOnlyList<RefusedLine> refused) => FileProblems.Refused(
        refused.Count, [.. refused.SelectMany(line => ErrorPlaces.Below(FileProblems.Pointer(line.Line), Staging.ReadErrors(line.Errors)))]);

    private static ImportReport ReportOf(Import import, IReadOnlyList<RefusedLine> refused, long head)
    {
        var failed = refused.Select(line => new ImportedLine { Line = line.Line, Type = line.Type, Id = line.Id, Effect = null, Errors = Staging.ReadErrors(line.Errors) });
        return new ImportReport
        {
            Snapshot = Cursor.Position(head),
            Processed = import.Tally.Written + refused.Count,
            Created = import.Tally.Of(ImportEffect.Created),
            Updated = import.Tally.Of(ImportEffect.Updated),
            Restored = import.Tally.Of(ImportEffect.Restored),
            Unchanged = import.Tally.Of(ImportEffect.Unchanged),
            Failed = refused.Count,
            Lines = [.. import.Tally.Lines!.Concat(failed).OrderBy(line => line.Line)],
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The temporary files of an import could not be written or read.")]
    private partial void LogFailed(Exception failure);
}
