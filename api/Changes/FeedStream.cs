using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Changes;

/// <summary>
/// The feed as server-sent events (WHATWG HTML, section 9.2): an event for each entry with its position as id, a comment where
/// there is no news for a while, and a clean end when the service stops.
/// </summary>
internal sealed class FeedStream(ChangeFeed feed, LastingAccess access, Drain drain, IOptions<ServiceLimits> limits)
{
    public const string MediaType = "text/event-stream";

    private static readonly byte[] Heartbeat = ": heartbeat\n\n"u8.ToArray();

    public async Task<IResult> OpenAsync(HttpContext http)
    {
        var errors = new List<ProblemError>();
        var query = FeedQuery.Read(http.Request, isStream: true, errors);
        if (errors.Count > 0) return new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, errors));
        var (head, _) = await feed.HeadAsync(query.After, mayLag: false, http.RequestAborted);
        if (query.After > head) return new ProblemResult(query.Beyond(head));
        return RequestSlots.Last(http) is { } busy ? new ProblemResult(busy) : new Stream(this, query);
    }

    private async Task WriteAsync(HttpContext http, FeedQuery query)
    {
        http.Response.ContentType = MediaType;
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.Vary = Conditional.Vary;
        // At once, whether there is news or not: whoever connects learns that he is heard.
        await http.Response.Body.FlushAsync(http.RequestAborted);
        if (HeadRequests.Is(http)) return;
        var after = query.After;
        while (!drain.Over.IsCancellationRequested)
        {
            var (entries, next) = await feed.WaitAsync(query, after, TimeSpan.FromSeconds(limits.Value.HeartbeatSeconds), drain.Over, http.RequestAborted);
            // A key that was revoked since ends the stream; whoever asks again with it is told.
            if (!await access.HoldsAsync(http)) return;
            foreach (var entry in entries) await http.Response.Body.WriteAsync(Event(entry), http.RequestAborted);
            if (entries.Count == 0) await http.Response.Body.WriteAsync(Heartbeat, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            after = next;
        }
    }

    private static byte[] Event(FeedEntry entry) => Encoding.UTF8.GetBytes($"id: {entry.Seq}\ndata: {JsonSerializer.Serialize(entry, Json.Options)}\n\n");

    private sealed class Stream(FeedStream stream, FeedQuery query) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => stream.WriteAsync(httpContext, query);
    }
}
