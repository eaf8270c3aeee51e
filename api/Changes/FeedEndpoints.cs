using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Nouns;

namespace StanceApi.Changes;

/// <summary>The feature of the change feed: <c>/v1/changes</c>, as pages, long polls or server-sent events.</summary>
internal static class FeedEndpoints
{
    public const string Path = "/v1/changes";

    private static readonly Format EventStream = new("event_stream", FeedStream.MediaType);

    private static readonly OperationMetadata Documentation = new(
        [
            new("after", "The feed position to read from, exclusive: `next` of the page before; 0 where nothing is said.", Pattern: @"^\d+$"),
            new("type", "Only entries of these nouns; `next` moves on past the others. Repeat the parameter for any of several.", Words: typeof(FeedType)),
            new("limit", "How many entries a page has at most.", Range: (1, ListParameters.LargestLimit, ListParameters.DefaultLimit)),
            new("wait", "How many seconds to wait for news where there is none yet.", Range: (0, FeedQuery.LongestWait, 0)),
            new(FeedQuery.LastEventId, "Of a stream: the id of the last event that was received; beats `after`.", IsHeader: true),
            ReadParameters.IfNoneMatch,
        ],
        [400, 401, 406, 500])
    { AnswerHeaders = ["ETag?"], Event = typeof(FeedEntry) };

    private static readonly ProducesResponseTypeMetadata Page = new(StatusCodes.Status200OK, typeof(FeedPage), [Body.Json, FeedStream.MediaType]);

    public static IServiceCollection AddChanges(this IServiceCollection services) => services.AddSingleton<ChangeFeed>().AddSingleton<FeedStream>();

    public static IEndpointRouteBuilder MapChanges(this IEndpointRouteBuilder routes)
    {
        var feed = routes.ServiceProvider.GetRequiredService<ChangeFeed>();
        var access = routes.ServiceProvider.GetRequiredService<LastingAccess>();
        var stream = routes.ServiceProvider.GetRequiredService<FeedStream>();
        var stopping = routes.ServiceProvider.GetRequiredService<Drain>().Over;
        routes.MapGroup(Path).WithTags("changes")
            .MapFormats("", [Format.Json, EventStream], (http, format) => format == EventStream ? stream.OpenAsync(http) : PageAsync(http, feed, access, stopping))
            .WithMetadata(Documentation, Page)
            .WithName("listChanges").WithSummary("Read the change feed")
            .WithDescription("Every version of every record in commit order, without gaps; a retirement is a tombstone without data. Read pages from `after=0` until one is empty, keep `next`, and ask on with it: nothing is lost and nothing comes twice. `wait=25` answers when there is news. As `text/event-stream` the same entries come as events, resumed by `Last-Event-ID`.");
        return routes;
    }

    private static async Task<IResult> PageAsync(HttpContext http, ChangeFeed feed, LastingAccess access, CancellationToken stopping)
    {
        var errors = Conditional.Check(http.Request);
        var query = FeedQuery.Read(http.Request, isStream: false, errors);
        if (errors.Count > 0) return new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, errors));
        var (head, mayLag) = await feed.HeadAsync(query.After, query.Wait == TimeSpan.Zero && Caller.OnlyReads(http.User), http.RequestAborted);
        if (query.After > head) return new ProblemResult(query.Beyond(head));
        if (query.Wait > TimeSpan.Zero && RequestSlots.Last(http) is { } busy) return new ProblemResult(busy);
        var (entries, next) = query.Wait == TimeSpan.Zero
            ? await feed.ReadAsync(query, query.After, mayLag, http.RequestAborted)
            : await feed.WaitAsync(query, query.After, query.Wait, stopping, http.RequestAborted);
        if (query.Wait > TimeSpan.Zero && !await access.HoldsAsync(http)) return new ProblemResult(Refusals.Lapsed);
        // An empty page stays true until the feed moves on; a page with entries for ever.
        if (Conditional.NotModified(http, ETags.Weak(http.Request, next)) is { } unchanged) return unchanged;
        return TypedResults.Json(new FeedPage { Items = entries, Next = Cursor.Position(next) }, Json.Options);
    }
}
