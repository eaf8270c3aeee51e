using Microsoft.Extensions.Options;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Transfer;

/// <summary>
/// The answer to an export: one snapshot, streamed. What fails in the middle breaks the connection, so that no client takes a part
/// for the whole.
/// </summary>
internal sealed partial class ExportResult(Dataset dataset, Selected selected, Format format, bool hasFormulaGuard, ExportServices services) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (session, snapshot, problem) = await Snapshot.OpenAsync(
            mayLag => services.Readers.OpenAsync(mayLag, httpContext.RequestAborted),
            Caller.OnlyReads(httpContext.User),
            services.Clock,
            selected.KnownAt,
            await RestrictedHead.ReadAsync(httpContext, services.RequestReaders));
        await using var _ = session;
        if (snapshot is null)
        {
            await ProblemDocument.WriteAsync(httpContext, problem!);
            return;
        }

        var variant = selected.RestrictedTexts is null ? "" : await ExportTexts.VariantAsync(session);
        var unchanged = Conditional.NotModified(httpContext, ETags.Weak(httpContext.Request, snapshot.Seq, variant));
        httpContext.Response.Headers.Vary = $"{Conditional.Vary}, Accept-Encoding";
        httpContext.Response.Headers["Stance-Snapshot"] = Cursor.Position(snapshot.Seq);
        if (unchanged is null) await SendAsync(httpContext, session, snapshot);
        else await unchanged.ExecuteAsync(httpContext);
    }

    private async Task SendAsync(HttpContext http, ReadSession session, Snapshot snapshot)
    {
        AnswerTime.Lift(http);
        // A Parquet file is compressed inside, column by column.
        var coding = format == ExportParquet.Format ? null : ContentCoding.Of(http.Request);
        http.Response.ContentType = format == ExportCsv.Format ? $"{format.MediaType}; charset=utf-8" : format.MediaType;
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"stance-{dataset.Name ?? "everything"}-{Cursor.Position(snapshot.Seq)}.{format.Word}\"";
        if (coding is not null) http.Response.Headers.ContentEncoding = coding.Name;
        if (HeadRequests.Is(http)) return;
        try
        {
            var taken = new ImpatientStream(http.Response.Body, services.LongestStall);
            var body = coding?.Compress(taken) ?? taken;
            await WriteAsync(body, session, snapshot);
            // Only here: the end of a compressed body belongs to a whole one.
            if (coding is not null) await body.DisposeAsync();
        }
        catch (Exception failure) when (http.Response.HasStarted)
        {
            var isGone = http.RequestAborted.IsCancellationRequested;
            http.Abort();
            // Whoever has hung up is told nothing, and nobody of him.
            if (isGone) return;
            if (failure is not (StoreException or OperationCanceledException or IOException or ObjectDisposedException)) throw;
            LogBrokenOff(services.Logger, dataset.Path, failure.Message);
        }
    }

    private Task WriteAsync(Stream body, ReadSession session, Snapshot snapshot)
    {
        var records = selected.Records(session, snapshot.Past);
        var position = Cursor.Position(snapshot.Seq);
        if (format == ExportNdjson.Format)
            return ExportNdjson.WriteAsync(body, records, position, () => selected.RestrictedTexts?.Invoke(session, snapshot.Past) ?? Task.FromResult(0L), session.TimeLimit);
        return format == ExportCsv.Format
            ? ExportCsv.WriteAsync(body, records.ParsedAsync(), dataset.Record, hasFormulaGuard, session.TimeLimit)
            : ExportParquet.WriteAsync(body, records.ParsedAsync(), dataset.Record, position, session.TimeLimit);
    }

    [LoggerMessage(LogLevel.Warning, "The export {Path} was broken off: {Reason}")]
    private static partial void LogBrokenOff(ILogger logger, string path, string reason);
}

/// <summary>What an export needs of the service.</summary>
internal sealed record ExportServices(ExportReaders Readers, Readers RequestReaders, TimeProvider Clock, IOptions<ServiceLimits> Limits, ILogger<ExportResult> Logger)
{
    /// <summary>How long whoever takes an export may take nothing.</summary>
    public TimeSpan LongestStall => TimeSpan.FromSeconds(Limits.Value.StallSeconds);
}
