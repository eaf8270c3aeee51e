using System.Text.Json.Nodes;
using StanceApi.Actors;
using StanceApi.Arguments;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Pictures;
using StanceApi.Positions;
using StanceApi.Stances;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Analysis;

/// <summary>Answers the figures of a question.</summary>
internal sealed class SummaryReads(DerivedReads reads, StatementStore store, NounCatalog catalog)
{
    public static readonly Format[] Formats = [Format.Json, Svg.Format];

    public Task<IResult> GetAsync(HttpContext http, string id, Format format)
    {
        var errors = Conditional.Check(http.Request);
        Paths.CheckId(id, errors);
        var query = new QueryParameters(http.Request, errors);
        var everywhere = reads.Select(query, "question_id");
        query.RefuseOthers();
        var here = reads.With(everywhere, "question_id", id);
        return reads.AnswerAsync(http, errors, here, [("questions", id, "id")], async (session, asked) =>
        {
            var stances = await reads.StancesAsync(session, asked, hasReasons: true).ToArrayAsync();
            var actors = await catalog["actors"].LoadAsync(session, stances.Select(stance => stance.Key.ActorId), asked.Past);
            if (format == Svg.Format) return await DrawAsync(session, asked, id, stances, actors);
            var arguments = await QuestionArguments.ReadAsync(session, id, asked.Past);
            var elsewhere = await store.ReadActorsAsync(session, everywhere, asked.Past);
            return new ComputedResult(_ => TypedResults.Json(Summarize(asked, id, stances, actors, arguments, elsewhere), Json.Options));
        });
    }

    private async Task<IResult> DrawAsync(Session session, Asked asked, string id, IReadOnlyList<CountedStance> stances, IReadOnlyDictionary<string, JsonObject> actors)
    {
        if (stances.Count > StanceBoard.MostActors)
            return new ProblemResult(DerivedReads.TooLarge(Format.Parameter, $"The board would have {stances.Count} actors, more than the {StanceBoard.MostActors} that can be read. Choose fewer with the filters."));
        var question = (await catalog["questions"].LoadAsync(session, [id], asked.Past))[id];
        var named = stances.Select(stance => (stance, (string)actors[stance.Key.ActorId]["name"]!)).ToArray();
        return new ComputedResult(_ => Svg.Answer(StanceBoard.Draw((string)question["text"]!, named, asked.Note("question_id"))));
    }

    private static QuestionSummary Summarize(
        Asked asked, string id, IReadOnlyList<CountedStance> stances, IReadOnlyDictionary<string, JsonObject> actors, IReadOnlyList<ArgumentRow> arguments, IEnumerable<string> elsewhere) => new(asked)
        {
            QuestionId = id,
            Stances = StanceCounts.Of(stances),
            ByActorKind = By(stances, stance => Words<ActorKind>.Parse((string)actors[stance.Key.ActorId]["kind"]!), (kind, counts, ids) => new ActorKindCount(kind, counts, ids)),
            ByCapacity = By(stances, stance => stance.Key.Capacity, (capacity, counts, ids) => new CapacityCount(capacity, counts, ids)),
            ByAttribution = By(stances, AttributionOf, (attribution, counts, ids) => new AttributionCount(attribution, counts, ids)),
            Arguments = Count(arguments, [.. stances.SelectMany(stance => stance.ArgumentIds)]),
            Polarization = Polarization.Of([.. stances.Select(stance => stance.Score).OfType<int>()]),
            Coverage = Coverage.Of(stances, elsewhere),
            Evidence = Share(stances),
            Actors = [.. stances.Select(CountedActor.Of)],
        };

    private static TCount[] By<TKey, TCount>(IEnumerable<CountedStance> stances, Func<CountedStance, TKey> key, Func<TKey, StanceCounts, string[], TCount> count) =>
        [.. stances.GroupBy(key).OrderBy(group => group.Key).Select(group => count(group.Key, StanceCounts.Of(group), [.. group.Select(stance => stance.Key.ActorId)]))];

    private static Attribution? AttributionOf(CountedStance stance) =>
        stance.Verdict.Basis.Count == 0 ? null : stance.Verdict.Basis.Min(statement => statement.Attribution);

    private static ArgumentCount[] Count(IEnumerable<ArgumentRow> arguments, HashSet<string> advanced) =>
    [
        .. arguments.GroupBy(argument => (Category: Words<ArgumentCategory>.Parse(argument.Category), Direction: Words<ArgumentDirection>.Parse(argument.Direction)))
            .OrderBy(group => group.Key)
            .Select(group => (Pair: group.Key, Ids: group.Select(argument => argument.Id).ToArray(), Given: group.Select(argument => argument.Id).Where(advanced.Contains).ToArray()))
            .Select(group => new ArgumentCount(group.Pair.Category, group.Pair.Direction, group.Ids.Length, group.Given.Length, group.Ids, group.Given)),
    ];

    private static EvidenceShare Share(IReadOnlyCollection<CountedStance> stances)
    {
        var thin = stances.Count(stance => stance.Verdict.Evidence.Verdict == EvidenceVerdict.Thin);
        return new EvidenceShare(stances.Count - thin, thin, stances.Count == 0 ? null : thin / (double)stances.Count);
    }
}
