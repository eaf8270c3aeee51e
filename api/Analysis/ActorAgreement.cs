namespace StanceApi.Analysis;

/// <summary>Where two actors agree, where they differ, and with which reasons.</summary>
public sealed record ActorAgreement : DerivedAnswer
{
    internal ActorAgreement(Asked asked)
        : base(asked)
    {
    }

    /// <summary>The one.</summary>
    public required string ActorId { get; init; }

    /// <summary>The other.</summary>
    public required string OtherId { get; init; }

    /// <summary>The mean of |difference| / 4 over the questions where both have a number: 0 where they always stand alike, 1 where always at opposite ends; null where there is none.</summary>
    public required double? Distance { get; init; }

    /// <summary>How many questions the distance is a mean of. Where either has no number the question is left out, not counted as 0.</summary>
    public required int N { get; init; }

    /// <summary>The questions on which both have a stance.</summary>
    public required IReadOnlyList<SharedQuestion> SharedQuestions { get; init; }

    /// <summary>The arguments on shared questions that both give, in whatever capacity.</summary>
    public required IReadOnlyList<SharedArgument> SharedArguments { get; init; }

    /// <summary>The arguments on shared questions that only one of them gives, in whatever capacity.</summary>
    public required IReadOnlyList<DifferingArgument> DifferingArguments { get; init; }
}

/// <summary>A question on which both have a stance.</summary>
/// <param name="QuestionId">The question.</param>
/// <param name="Stance">The stance of the one.</param>
/// <param name="OtherStance">The stance of the other.</param>
/// <param name="Difference">Of their numbers, without its sign; null where either has none.</param>
/// <param name="DifferentReasons">Whether they are on the same side and both give reasons, none of them in common.</param>
public sealed record SharedQuestion(string QuestionId, CountedActor Stance, CountedActor OtherStance, int? Difference, bool DifferentReasons);

/// <summary>An argument that both give.</summary>
/// <param name="ArgumentId">The argument.</param>
/// <param name="QuestionId">Its question.</param>
/// <param name="PositionIds">The positions of the one that give it.</param>
/// <param name="OtherPositionIds">The positions of the other that give it.</param>
public sealed record SharedArgument(string ArgumentId, string QuestionId, IReadOnlyList<string> PositionIds, IReadOnlyList<string> OtherPositionIds);

/// <summary>An argument that only one of them gives.</summary>
/// <param name="ArgumentId">The argument.</param>
/// <param name="QuestionId">Its question.</param>
/// <param name="ActorId">Who gives it.</param>
/// <param name="PositionIds">The positions that give it.</param>
public sealed record DifferingArgument(string ArgumentId, string QuestionId, string ActorId, IReadOnlyList<string> PositionIds);
