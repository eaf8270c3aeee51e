using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>
/// Answers from the newest state by one statement, which is sent together with the look at the feed's head; no result where that does not suffice.
/// </summary>
internal delegate Task<(FeedHead Head, IResult? Result)> NewestAnswer(ReadSession session);

/// <summary>What every read of a state does before it answers: it refuses a bad request, opens a session, and says which state it shows.</summary>
internal sealed class SnapshotReads(Readers readers, ReaderTurns turns, TimeProvider clock)
{
    /// <summary>The header that names the feed position of the state that is shown.</summary>
    public const string Header = "Stance-Snapshot";

    /// <param name="http">The request.</param>
    /// <param name="errors">What is wrong with it.</param>
    /// <param name="knownAt">The state that it asks about, null for the newest.</param>
    /// <param name="cursor">The cursor that carries the state, null where there is none.</param>
    /// <param name="answer">Answers from the state.</param>
    /// <param name="newest">Is tried first, where the newest state may be answered by one statement.</param>
    /// <param name="reached">The feed position that the state has at least, null where any will do: that of the page before, where each is of the newest state.</param>
    /// <param name="showsTexts">Whether the answer tells of the texts of sources, so that it depends on which of them are restricted.</param>
    public async Task<IResult> AnswerAsync(
        HttpContext http,
        List<ProblemError> errors,
        KnownAt? knownAt,
        Cursor? cursor,
        Func<ReadSession, Snapshot, Task<IResult>> answer,
        NewestAnswer? newest = null,
        long? reached = null,
        bool showsTexts = false)
    {
        if (errors.Count > 0) return new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, errors));
        var turn = await turns.TakeAsync(http.Features.Get<CallerRate>()!.Caller, http.RequestAborted);
        try
        {
            if (showsTexts && await RestrictedHead.ReadAsync(http, readers) is { } restricted) reached = Math.Max(reached ?? 0, restricted);
            var result = await AnswerAsync(http, knownAt, cursor, answer, newest, reached);
            // Figures are in memory until they are sent: whoever takes them slowly waits for himself.
            if (result is not ComputedResult) return result;
            http.Response.RegisterForDispose(turn);
            turn = null;
            return result;
        }
        finally
        {
            turn?.Dispose();
        }
    }

    private async Task<IResult> AnswerAsync(HttpContext http, KnownAt? knownAt, Cursor? cursor, Func<ReadSession, Snapshot, Task<IResult>> answer, NewestAnswer? newest, long? reached)
    {
        var mayLag = readers.HaveStandbys && Caller.OnlyReads(http.User);
        try
        {
            return await AnswerAsync(http, mayLag, knownAt, cursor, answer, newest, reached);
        }
        catch (StoreException failure) when (mayLag && failure.Failure == StoreFailure.Unavailable)
        {
            // A standby that goes away or cannot answer is no reason to send anybody away.
            return await AnswerAsync(http, mayLag: false, knownAt, cursor, answer, newest, reached);
        }
    }

    private async Task<IResult> AnswerAsync(
        HttpContext http, bool mayLag, KnownAt? knownAt, Cursor? cursor, Func<ReadSession, Snapshot, Task<IResult>> answer, NewestAnswer? newest, long? reached)
    {
        await using var session = await readers.OpenAsync(mayLag, http.RequestAborted);
        if (newest is not null && !(session.MayLag && reached is not null) && await newest(session) is { Result: { } result } answered)
        {
            http.Response.Headers[Header] = Cursor.Position(answered.Head.Seq);
            return result;
        }

        var (snapshot, problem) = await Snapshot.ResolveAsync(session, clock, knownAt, cursor);
        if (session.MayLag && (snapshot is null || snapshot.Seq < reached)) return await AnswerAsync(http, mayLag: false, knownAt, cursor, answer, newest, reached);
        if (snapshot is null) return new ProblemResult(problem!);
        http.Response.Headers[Header] = Cursor.Position(snapshot.Seq);
        return await answer(session, snapshot);
    }
}
