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

    /// <summary>Actors who have a number of the same sign on a question and both give reasons, but none in common.</summary>
    public static IEnumerable<DifferentReasons> Different(IReadOnlyList<CountedStance> stances, CancellationToken cancellation = default)
    {
        var reasoned = stances.Select(stance => (stance.Key.ActorId, stance.Score, Arguments: stance.ArgumentIds)).Where(stance => stance.Score is not null && stance.Arguments.Count > 0)
            .OrderBy(stance => stance.ActorId, StringComparer.Ordinal).ToArray();
        return reasoned.Index().SelectMany(one =>
        {
            cancellation.ThrowIfCancellationRequested();
            return reasoned.Skip(one.Index + 1)
                .Where(other => AreDifferent(one.Item.Score, one.Item.Arguments, other.Score, other.Arguments))
                .Select(other => new DifferentReasons(one.Item.ActorId, other.ActorId, one.Item.Arguments, other.Arguments));
        });
    }

    public static bool AreDifferent(int? score, IReadOnlyList<string> arguments, int? otherScore, IReadOnlyList<string> otherArguments) =>
        Distance.IsSameSide(score, otherScore) && arguments.Count > 0 && otherArguments.Count > 0 && !arguments.Intersect(otherArguments, StringComparer.Ordinal).Any();

    private static IReadOnlyList<string> Of<TGround>(IEnumerable<(string ArgumentId, TGround? Ground, ArgumentDirection Direction)> arguments, ArgumentDirection direction)
        where TGround : struct, Enum =>
        [.. arguments.Where(argument => argument.Direction == direction).Select(argument => argument.ArgumentId).Order(StringComparer.Ordinal)];
}
