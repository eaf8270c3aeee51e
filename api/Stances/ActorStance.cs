using StanceApi.Positions;

namespace StanceApi.Stances;

/// <summary>Where an actor stands on a question in a capacity: a conclusion from positions, never stored.</summary>
public sealed record ActorStance
{
    /// <summary>Who stands there.</summary>
    public required string ActorId { get; init; }

    /// <summary>On which question.</summary>
    public required string QuestionId { get; init; }

    /// <summary>In which capacity; each is a stance of its own.</summary>
    public required Capacity Capacity { get; init; }

    /// <summary>The stance; <c>no_position</c> where everything was left out.</summary>
    public required Stance Stance { get; init; }

    /// <summary>Its number from -2 to 2, null where it has none.</summary>
    public required int? Score { get; init; }

    /// <summary>The modality that counts: a conditional one with all requirements met is asserted. Null where everything was left out.</summary>
    public required Modality? Modality { get; init; }

    /// <summary>Where a stance without a number leans to, null where it leans nowhere.</summary>
    public required Stance? Leaning { get; init; }

    /// <summary>Whether level statements of different signs make it ambivalent.</summary>
    public required bool Conflict { get; init; }

    /// <summary>The step of the rule that decided.</summary>
    public required DecidedBy DecidedBy { get; init; }

    /// <summary>The earliest <c>as_of</c> from which the stance has been the same without a break: a date, or an instant.</summary>
    public required string Since { get; init; }

    /// <summary>What it was before, null where there was nothing.</summary>
    public required PreviousStance? Previous { get; init; }

    /// <summary>The conditions of the positions that the stance and the leaning rest on, with their status as of the time asked about.</summary>
    public required IReadOnlyList<StanceCondition> Conditions { get; init; }

    /// <summary>Positions that lost although they are later.</summary>
    public required IReadOnlyList<StanceSignal> Signals { get; init; }

    /// <summary>Positions that were left out.</summary>
    public required IReadOnlyList<DroppedPosition> Dropped { get; init; }

    /// <summary>The ids of the positions that it rests on.</summary>
    public required IReadOnlyList<string> Basis { get; init; }

    /// <summary>What bears it out.</summary>
    public required Evidence Evidence { get; init; }

    internal static ActorStance Of(StanceKey key, Verdict verdict, long? asOf) => new()
    {
        ActorId = key.ActorId,
        QuestionId = key.QuestionId,
        Capacity = key.Capacity,
        Stance = verdict.Stance,
        Score = Stances.Score.Of(verdict.Stance),
        Modality = verdict.Modality,
        Leaning = verdict.Leaning,
        Conflict = verdict.Conflict,
        DecidedBy = verdict.DecidedBy,
        Since = Values.Dates.ByText(verdict.Since),
        Previous = PreviousStance.Of(verdict.Course[^1]),
        Conditions = [.. verdict.Basis.Concat(verdict.LeaningBasis).DistinctBy(statement => statement.PositionId).SelectMany(statement => StanceCondition.Of(statement, asOf))],
        Signals = [.. verdict.Signals.Select(statement => new StanceSignal(statement.PositionId, statement.Stance, statement.Modality, statement.StatedOn))],
        Dropped = [.. verdict.Dropped.Select(statement => DroppedPosition.Of(statement, asOf))],
        Basis = [.. verdict.Basis.Select(statement => statement.PositionId)],
        Evidence = verdict.Evidence,
    };
}
