using StanceApi.Http;

namespace StanceApi.Analysis;

/// <summary>Answers the agreement of two actors.</summary>
internal sealed class AgreementReads(DerivedReads reads)
{
    public const string OtherId = "other_id";

    public Task<IResult> GetAsync(HttpContext http, string id)
    {
        var errors = Conditional.Check(http.Request);
        var other = (string)http.GetRouteValue(OtherId)!;
        Paths.CheckId(id, errors);
        Paths.CheckId(other, errors, OtherId);
        var query = new QueryParameters(http.Request, errors);
        var selection = reads.Select(query, "actor_id");
        query.RefuseOthers();
        if (id == other) errors.Add(new ProblemError(ErrorPlace.Path, $"/{OtherId}", Codes.MeaninglessCombination, "An actor always agrees with itself. Name another one."));
        return reads.AnswerAsync(http, errors, reads.With(selection, "actor_id", [.. new[] { id, other }.Order(StringComparer.Ordinal)]), [("actors", id, "id"), ("actors", other, OtherId)], async (session, asked) =>
        {
            var stances = await reads.StancesAsync(session, asked, hasReasons: true).ToArrayAsync();
            return new ComputedResult(_ => TypedResults.Json(Compare(asked, id, other, Shared(stances, id, other)), Json.Options));
        });
    }

    private static (CountedStance One, CountedStance Other)[] Shared(IEnumerable<CountedStance> stances, string id, string other) =>
    [
        .. stances.GroupBy(stance => stance.Key.QuestionId).Where(question => question.Count() == 2)
            .Select(question => (question.Single(stance => stance.Key.ActorId == id), question.Single(stance => stance.Key.ActorId == other))),
    ];

    private static ActorAgreement Compare(Asked asked, string id, string other, (CountedStance One, CountedStance Other)[] shared)
    {
        var (distance, n) = Distance.Of(shared.Select(pair => (pair.One.Score, pair.Other.Score)));
        return new ActorAgreement(asked)
        {
            ActorId = id,
            OtherId = other,
            Distance = distance,
            N = n,
            SharedQuestions = [.. shared.Select(Question)],
            SharedArguments = [.. shared.SelectMany(Both)],
            DifferingArguments = [.. shared.SelectMany(pair => Only(pair.One, pair.Other).Concat(Only(pair.Other, pair.One))).OrderBy(each => (each.QuestionId, each.ArgumentId), Comparer)],
        };
    }

    private static readonly Comparer<(string, string)> Comparer = Comparer<(string Question, string Argument)>.Create((left, right) =>
        string.CompareOrdinal(left.Question, right.Question) is var question and not 0 ? question : string.CompareOrdinal(left.Argument, right.Argument));

    private static SharedQuestion Question((CountedStance One, CountedStance Other) pair) => new(
        pair.One.Key.QuestionId,
        CountedActor.Of(pair.One),
        CountedActor.Of(pair.Other),
        Distance.Difference(pair.One.Score, pair.Other.Score),
        ArgumentFigures.AreDifferent(pair.One.Score, pair.One.ArgumentIds, pair.Other.Score, pair.Other.ArgumentIds));

    private static IEnumerable<SharedArgument> Both((CountedStance One, CountedStance Other) pair) => pair.One.ArgumentIds.Intersect(pair.Other.ArgumentIds, StringComparer.Ordinal)
        .Select(argument => new SharedArgument(argument, pair.One.Key.QuestionId, pair.One.Giving(argument), pair.Other.Giving(argument)));

    private static IEnumerable<DifferingArgument> Only(CountedStance one, CountedStance other) => one.ArgumentIds.Except(other.ArgumentIds, StringComparer.Ordinal)
        .Select(argument => new DifferingArgument(argument, one.Key.QuestionId, one.Key.ActorId, one.Giving(argument)));
}
