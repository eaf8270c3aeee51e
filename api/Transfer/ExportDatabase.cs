using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Transfer;

/// <summary>Answers the whole database as one SQLite file, keys and history included.</summary>
internal sealed class ExportDatabase(ExportReaders exporters, Readers readers)
{
    public static readonly Format Format = new("sqlite", "application/vnd.sqlite3");

    private const string FileName = "stance.db";

    private static readonly Problem NoFile = new(
        StatusCodes.Status409Conflict,
        Codes.NotSqlite,
        "This service keeps its data on a PostgreSQL server: copy it with pg_dump, or read every record from /v1/export.");

    public async Task<IResult> GetAsync(HttpContext http, Format format)
    {
        var errors = new List<ProblemError>();
        new QueryParameters(http.Request, errors).RefuseOthers();
        if (errors.Count > 0) return new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, errors));
        if (!exporters.CanCopy) return new ProblemResult(NoFile);
        // It has what changes without a feed entry too, such as keys: nobody may keep it in a cache.
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Vary = $"{Conditional.Vary}, Accept-Encoding";
        var coding = ContentCoding.Of(http.Request);
        if (coding is not null) http.Response.Headers.ContentEncoding = coding.Name;
        return HeadRequests.Is(http) ? await HeadAsync(http, format) : await FileAsync(http, format, coding);
    }

    /// <summary>What a copy made now would be: only one that is made has a length.</summary>
    private async Task<IResult> HeadAsync(HttpContext http, Format format)
    {
        await using var session = await readers.OpenAsync(http.RequestAborted);
        http.Response.Headers[SnapshotReads.Header] = Cursor.Position((await FeedHead.ReadAsync(session)).Seq);
        return TypedResults.Stream(_ => Task.CompletedTask, format.MediaType, FileName);
    }

    private async Task<IResult> FileAsync(HttpContext http, Format format, ContentCoding? coding)
    {
        var (path, head) = await exporters.CopyAsync(http.RequestAborted);
        AnswerTime.Lift(http);
        http.Response.Headers[SnapshotReads.Header] = Cursor.Position(head.Seq);
        // Whether it is sent in full or not, it goes when it is closed.
        var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan | FileOptions.DeleteOnClose });
        return coding is null ? TypedResults.Stream(file, format.MediaType, FileName) : TypedResults.Stream(body => CompressAsync(http, file, coding, body), format.MediaType, FileName);
    }

    private static async Task CompressAsync(HttpContext http, FileStream file, ContentCoding coding, Stream body)
    {
        await using (file)
        {
            var compressed = coding.Compress(body);
            await file.CopyToAsync(compressed, http.RequestAborted);
            // Only here: the end of a compressed body belongs to a whole one.
            await compressed.DisposeAsync();
        }
    }
}
