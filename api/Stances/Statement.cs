using StanceApi.Positions;

namespace StanceApi.Stances;

/// <summary>A position as the rule sees it: one statement of an actor on a question in one capacity. Times are microseconds since 1970, UTC.</summary>
internal sealed record Statement
{
    public required string PositionId { get; init; }

    public required string SourceId { get; init; }

    public required Stance Stance { get; init; }

    public required Modality Modality { get; init; }

    public required Attribution Attribution { get; init; }

    /// <summary>Whether it is somebody else's word about the holder.</summary>
    public required bool IsReported { get; init; }

    public required IReadOnlyList<Condition> Conditions { get; init; }

    /// <summary>When it was said, as the position tells it.</summary>
    public required string StatedOn { get; init; }

    /// <summary>The first instant of <see cref="StatedOn"/>: statements are later or earlier by it, so that a vague date never beats a precise one inside it.</summary>
    public required long From { get; init; }

    /// <summary>
    /// The instant by which it had certainly been said: the last of <see cref="StatedOn"/>, or of its source's date of publication
    /// where that is earlier.
    /// </summary>
    public required long SaidBy { get; init; }

    public IEnumerable<Condition> Requirements => Conditions.Where(condition => condition.Strength == ConditionStrength.Requirement);
}
