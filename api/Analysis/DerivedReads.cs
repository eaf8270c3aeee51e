using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Stances;
using StanceApi.Storage;

namespace StanceApi.Analysis;

/// <summary>What every read of figures does alike around what it computes.</summary>
internal sealed class DerivedReads(StatementStore store, NounCatalog catalog, SnapshotReads reads)
{
    /// <summary>How many ids of records an answer tells at most where it tells them for every two of others.</summary>
    public const int MostIds = 500_000;

    /// <summary>Resolves the times, looks for the records that the path names, and computes unless the client holds the answer already.</summary>
    public Task<IResult> AnswerAsync(
        HttpContext http, List<ProblemError> errors, SelectionParameters selection, IReadOnlyList<(string Noun, string Id, string Parameter)> records, Func<Session, Asked, Task<IResult>> compute) =>
        reads.AnswerAsync(http, errors, selection.KnownAt, cursor: null, async (session, snapshot) =>
        {
            foreach (var (noun, id, parameter) in records)
            {
                if (await catalog[noun].MissingAsync(session, id, snapshot.Past) is { } problem) return new ProblemResult(problem.InPath(parameter));
            }

            return Conditional.NotModified(http, ETags.Weak(http.Request, snapshot.Seq)) ?? await compute(session, new Asked(selection, snapshot));
        });

    /// <summary>The filters and times of a query, without those filters that the path sets.</summary>
    public SelectionParameters Select(QueryParameters query, params string[] set) =>
        SelectionParameters.Read(query, [.. store.Filters.Where(filter => !set.Contains(filter.Name))], store.Ranges, hasAsOf: true);

    /// <summary>A selection with one more filter.</summary>
    public SelectionParameters With(SelectionParameters selection, string filter, params string[] values) =>
        selection with { Filters = [.. selection.Filters, (store.Filters.Single(each => each.Name == filter), values)] };

    /// <summary>The one stance of each actor on each question, by question and actor, with the reasons given where wanted; one statement.</summary>
    public async IAsyncEnumerable<CountedStance> StancesAsync(Session session, Asked asked, bool hasReasons = false)
    {
        var open = new List<CountedStance>();
        await foreach (var group in StatementGroups.ReadAsync(store.ReadAsync(session, asked.Selection, asked.Past, hasReasons: hasReasons)))
        {
            if (CountedStance.Of(group, asked.Until) is not { } stance) continue;
            if (open.Count > 0 && (open[0].Key.QuestionId != stance.Key.QuestionId || open[0].Key.ActorId != stance.Key.ActorId))
            {
                yield return CountedStance.Choose(open).Single();
                open.Clear();
            }

            open.Add(stance);
        }

        if (open.Count > 0) yield return CountedStance.Choose(open).Single();
    }

    /// <summary>An answer over a limit, with the parameter that makes it smaller.</summary>
    public static Problem TooLarge(string parameter, string detail) => Problem.At(StatusCodes.Status400BadRequest, Codes.TooLarge, detail, ErrorPlace.Query, $"/{parameter}");
}
