using StanceApi.Arguments;

namespace StanceApi.Analysis;

/// <summary>Two actors on the same side of a question whose arguments have nothing in common.</summary>
/// <param name="ActorId">The one.</param>
/// <param name="OtherId">The other, later by id.</param>
/// <param name="ArgumentIds">The arguments of the one.</param>
/// <param name="OtherArgumentIds">The arguments of the other.</param>
public sealed record DifferentReasons(string ActorId, string OtherId, IReadOnlyList<string> ArgumentIds, IReadOnlyList<string> OtherArgumentIds);

/// <summary>What can be told of the arguments on a question.</summary>
internal static class ArgumentFigures
{
    /// <summary>For each argument the arguments that attack or undercut it, by id; those without any are unanswered.</summary>
    public static ILookup<string, string> Answers(IEnumerable<(string ArgumentId, IReadOnlyList<Relation> Relations)> arguments) => arguments
        .OrderBy(argument => argument.ArgumentId, StringComparer.Ordinal)
        .SelectMany(argument => argument.Relations.Where(relation => relation.Type is RelationType.Attacks or RelationType.Undercuts)
            .Select(relation => (Target: relation.ArgumentId, By: argument.ArgumentId))
            .Distinct())
        .ToLookup(answer => answer.Target, answer => answer.By, StringComparer.Ordinal);

    /// <summary>The grounds that have arguments for and against, in their order.</summary>
    public static IEnumerable<(TGround Ground, IReadOnlyList<string> Pro, IReadOnlyList<string> Con)> Contested<TGround>(
        IEnumerable<(string ArgumentId, TGround? Ground, ArgumentDirection Direction)> arguments)
        where TGround : struct, Enum => arguments
        .Where(argument => argument.Ground is not null)
        .GroupBy(argument => argument.Ground!.Value)
        .OrderBy(ground => ground.Key)
        .Select(ground => (ground.Key, Of(ground, ArgumentDirection.Pro), Of(ground, ArgumentDirection.Con)))
        .Where(ground => ground.Item2.Count > 0 && ground.Item3.Count > 0);

    /// <summary>Actors who have a number of the same sign on a question and both give reasons, but none in common; null where they have more ids than may be.</summary>
    /// <param name="stances">The stances on the question.</param>
    /// <param name="most">How many ids of arguments all pairs have at most.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="OperationCanceledException">Nobody waits for them any more.</exception>
    public static IReadOnlyList<DifferentReasons>? Different(IReadOnlyList<CountedStance> stances, int most, CancellationToken cancellation = default)
    {
        (string ActorId, int? Score, IReadOnlyList<string> ArgumentIds)[] reasoned =
            [.. stances.Select(stance => (stance.Key.ActorId, stance.Score, stance.ArgumentIds)).OrderBy(stance => stance.ActorId, StringComparer.Ordinal)];
        var (pairs, ids) = (new List<DifferentReasons>(), 0L);
        foreach (var (index, one) in reasoned.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var other in reasoned.AsSpan(index + 1))
            {
                if (!AreDifferent(one.Score, one.ArgumentIds, other.Score, other.ArgumentIds)) continue;
                ids += one.ArgumentIds.Count + other.ArgumentIds.Count;
                if (ids > most) return null;
                pairs.Add(new DifferentReasons(one.ActorId, other.ActorId, one.ArgumentIds, other.ArgumentIds));
            }
        }

        return pairs;
    }

    /// <summary>Whether two stances are on the same side for different reasons; the ids of arguments are in ordinal order.</summary>
    public static bool AreDifferent(int? score, IReadOnlyList<string> arguments, int? otherScore, IReadOnlyList<string> otherArguments) =>
        Distance.IsSameSide(score, otherScore) && arguments.Count > 0 && otherArguments.Count > 0 && !HaveCommon(arguments, otherArguments);

    private static bool HaveCommon(IReadOnlyList<string> ids, IReadOnlyList<string> others)
    {
        for (var (place, other) = (0, 0); place < ids.Count && other < others.Count;)
        {
            var order = string.CompareOrdinal(ids[place], others[other]);
            if (order == 0) return true;
            if (order < 0) place++;
            else other++;
        }

        return false;
    }

    private static IReadOnlyList<string> Of<TGround>(IEnumerable<(string ArgumentId, TGround? Ground, ArgumentDirection Direction)> arguments, ArgumentDirection direction)
        where TGround : struct, Enum =>
        [.. arguments.Where(argument => argument.Direction == direction).Select(argument => argument.ArgumentId).Order(StringComparer.Ordinal)];
}
