using System.Text.Json.Nodes;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Stances;

/// <summary>Answers lists of stances, each computed from its positions while they are read.</summary>
internal sealed class StanceReads(StatementStore store, NounCatalog catalog, SnapshotReads reads)
{
    public Task<IResult> ListAsync(HttpContext http)
    {
        var errors = Conditional.Check(http.Request);
        var parameters = StanceParameters.Read(http.Request, store, errors);
        return reads.AnswerAsync(http, errors, parameters.Choice.Selection.KnownAt, parameters.Cursor, async (session, snapshot) =>
            Conditional.NotModified(http, ETags.Weak(http.Request, snapshot.Seq)) ?? await PageAsync(http, session, parameters, snapshot));
    }

    private async Task<IResult> PageAsync(HttpContext http, Session session, StanceParameters parameters, Snapshot snapshot)
    {
        var (stances, hasMore) = await CollectAsync(session, parameters, snapshot);
        var total = parameters.Count ? await CountAsync(session, parameters, snapshot) : (long?)null;
        var next = hasMore ? new Cursor(snapshot.Seq, StanceParameters.Place(stances[^1])).Link(http, parameters.Binding) : null;
        if (parameters.Shape.IsPlain) return TypedResults.Json(Page<ActorStance>(stances, next, total, parameters, snapshot), Json.Options);
        var items = await parameters.Shape.ApplyAsync(session, catalog, stances, StanceParameters.Expansions, snapshot.Past);
        return TypedResults.Json(Page<JsonNode>(items, next, total, parameters, snapshot), Json.Options);
    }

    /// <summary>The stances of a page, and whether there is one after them.</summary>
    private async Task<(IReadOnlyList<ActorStance> Stances, bool HasMore)> CollectAsync(Session session, StanceParameters parameters, Snapshot snapshot)
    {
        var stances = new List<ActorStance>();
        var from = parameters.After is { } after ? (after.QuestionId, after.ActorId) : ((string, string)?)null;
        await foreach (var stance in DecideAsync(session, parameters.Choice, snapshot.Past, from))
        {
            if (parameters.After is { } last && new StanceKey(stance.QuestionId, stance.ActorId, stance.Capacity) <= last) continue;
            if (stances.Count == parameters.Limit) return (stances, true);
            stances.Add(stance);
        }

        return (stances, false);
    }

    private async Task<long> CountAsync(Session session, StanceParameters parameters, Snapshot snapshot)
    {
        var count = 0L;
        await foreach (var _ in DecideAsync(session, parameters.Choice, snapshot.Past)) count++;
        return count;
    }

    /// <summary>
    /// The stances that are asked for at a feed position (null: now), in order, from a question and actor on, each as soon as its last
    /// position has been read.
    /// </summary>
    public async IAsyncEnumerable<ActorStance> DecideAsync(Session session, StanceChoice choice, long? seq, (string QuestionId, string ActorId)? from = null)
    {
        var asOf = choice.Selection.AsOf?.Last;
        var rows = store.ReadAsync(session, choice.Selection, seq, from);
        await foreach (var group in StatementGroups.ReadAsync(rows))
        {
            if (StanceRule.Decide(group.Statements, asOf) is not { } verdict) continue;
            var stance = ActorStance.Of(group.Key, verdict, asOf);
            if (choice.Wants(stance)) yield return stance;
        }
    }

    private static DerivedPage<T> Page<T>(IReadOnlyList<T> items, string? next, long? total, StanceParameters parameters, Snapshot snapshot) => new()
    {
        Items = items,
        Next = next,
        KnownAt = snapshot.Echo(parameters.Choice.Selection.KnownAt),
        AsOf = parameters.Choice.Selection.AsOf?.Text,
        Snapshot = Cursor.Position(snapshot.Seq),
        Filters = StatementFilters.Of(parameters.Choice.Selection),
        Total = total,
    };
}
