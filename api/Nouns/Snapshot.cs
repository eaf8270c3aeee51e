using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>The state that a read shows.</summary>
/// <param name="Seq">Its feed position.</param>
/// <param name="Past">The same where it lies before the head, null where the current rows show it.</param>
internal sealed record Snapshot(long Seq, long? Past)
{
    private static readonly Problem ForeignCursor = Problem.Of(
        StatusCodes.Status400BadRequest,
        [new ProblemError(ErrorPlace.Query, "/cursor", Codes.InvalidCursor, "This cursor is of a later state than this store has. Begin at the first page.")]);

    /// <summary>
    /// Begins the reads of a request and finds the state that they show. What a session that may lag does not know yet is asked of one that does not.
    /// </summary>
    /// <param name="open">Opens a session, one that may lag where it is told so.</param>
    /// <param name="mayLag">Whether the state may be an earlier one than the newest.</param>
    /// <param name="clock">The time.</param>
    /// <param name="knownAt">The state that is asked about, null for the newest.</param>
    /// <param name="reached">The feed position that the state has at least, null where any will do.</param>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public static async Task<(ReadSession Session, Snapshot? Snapshot, Problem? Problem)> OpenAsync(
        Func<bool, Task<ReadSession>> open, bool mayLag, TimeProvider clock, KnownAt? knownAt, long? reached)
    {
        var session = await open(mayLag);
        try
        {
            var (snapshot, problem) = await ResolveAsync(session, clock, knownAt);
            if (!session.MayLag || (snapshot is not null && !(snapshot.Seq < reached))) return (session, snapshot, problem);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }

        await session.DisposeAsync();
        return await OpenAsync(open, mayLag: false, clock, knownAt, reached);
    }

    /// <summary>The state that a cursor carries, else the one that was asked for, else the newest.</summary>
    public static async Task<(Snapshot? Snapshot, Problem? Problem)> ResolveAsync(Session session, TimeProvider clock, KnownAt? knownAt, Cursor? cursor = null)
    {
        var head = await FeedHead.ReadAsync(session);
        var seq = cursor?.Seq ?? (knownAt is null ? head.Seq : await knownAt.ResolveAsync(session, head, clock));
        if (seq is not { } position) return (null, KnownAt.InFuture);
        return position > head.Seq ? (null, ForeignCursor) : (new Snapshot(position, position < head.Seq ? position : null), null);
    }

    /// <summary>The position as an echo of <c>known_at</c>: null where nothing was asked.</summary>
    public string? Echo(KnownAt? knownAt) => knownAt is null ? null : Cursor.Position(Seq);
}
