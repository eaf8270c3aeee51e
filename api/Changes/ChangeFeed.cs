using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Changes;

/// <summary>Reads the feed page by page, each in a session of its own, so that nobody who waits or reads slowly holds a reader.</summary>
internal sealed class ChangeFeed(NounCatalog catalog, Readers readers, CommitSignal commits)
{
    /// <summary>The newest feed position, or, where what answers may lag, one that was the newest before and is not before <paramref name="after"/>; and whether it is that.</summary>
    public async Task<(long Head, bool MayLag)> HeadAsync(long after, bool mayLag, CancellationToken cancellation)
    {
        await using var session = await readers.OpenAsync(mayLag, cancellation);
        var head = (await FeedHead.ReadAsync(session)).Seq;
        return head < after && session.MayLag ? await HeadAsync(after, mayLag: false, cancellation) : (head, session.MayLag);
    }

    public async Task<(IReadOnlyList<FeedEntry> Entries, long Next)> ReadAsync(FeedQuery query, long after, bool mayLag, CancellationToken cancellation)
    {
        await using var session = await readers.OpenAsync(mayLag, cancellation);
        return await FeedStore.ReadAsync(session, catalog, after, query.Limit, query.Types);
    }

    /// <summary>
    /// Reads on until there is an entry or the time is over; the position to go on from has advanced past whatever the types
    /// left out. <paramref name="stopping"/> ends the waiting as if the time were over.
    /// </summary>
    public async Task<(IReadOnlyList<FeedEntry> Entries, long Next)> WaitAsync(
        FeedQuery query, long after, TimeSpan patience, CancellationToken stopping, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellation);
        deadline.CancelAfter(patience);
        while (true)
        {
            var news = commits.Next;
            // What lags would not know yet of the commit that is told.
            var (entries, next) = await ReadAsync(query, after, mayLag: false, cancellation);
            if (entries.Count > 0 || deadline.IsCancellationRequested) return (entries, next);
            // All that there was has been looked at: only a commit after that can bring more.
            await commits.WaitAsync(news, deadline.Token);
            after = next;
        }
    }
}
