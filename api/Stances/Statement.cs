using StanceApi.Positions;
using StanceApi.Values;

namespace StanceApi.Stances;

/// <summary>A position as the rule sees it: one statement of an actor on a question in one capacity. Times are microseconds since 1970, UTC.</summary>
internal sealed class Statement
{
    private readonly IReadOnlyList<Condition> conditions = [];

    public required string PositionId { get; init; }

    public required string SourceId { get; init; }

    public required Stance Stance { get; init; }

    public required Modality Modality { get; init; }

    public required Attribution Attribution { get; init; }

    /// <summary>Whether it is somebody else's word about the holder.</summary>
    public required bool IsReported { get; init; }

    public required IReadOnlyList<Condition> Conditions
    {
        get => conditions;
        init
        {
            conditions = value;
            Requirements = [.. value.Where(condition => condition.Strength == ConditionStrength.Requirement).Select(condition => new Requirement(condition, Dates.Last(condition.StatusOn)))];
        }
    }

    /// <summary>The conditions without which the statement does not hold.</summary>
    public IReadOnlyList<Requirement> Requirements { get; private init; } = [];

    /// <summary>The reasons given in it; only where they were asked for.</summary>
    public IReadOnlyList<string> ArgumentIds { get; init; } = [];

    /// <summary>When it was said, as the position tells it.</summary>
    public required string StatedOn { get; init; }

    /// <summary>The first instant of <see cref="StatedOn"/>: statements are later or earlier by it, so that a vague date never beats a precise one inside it.</summary>
    public required long From { get; init; }

    /// <summary>
    /// The instant by which it had certainly been said: the last of <see cref="StatedOn"/>, or of its source's date of publication
    /// where that is earlier.
    /// </summary>
    public required long SaidBy { get; init; }

    /// <summary>Whether a requirement had failed by an instant.</summary>
    public bool IsFailedAt(long at)
    {
        foreach (var requirement in Requirements)
        {
            if (requirement.StatusAt(at) == ConditionStatus.Failed) return true;
        }

        return false;
    }

    /// <summary>Whether there are requirements and all were met by an instant.</summary>
    public bool IsMetAt(long at)
    {
        foreach (var requirement in Requirements)
        {
            if (requirement.StatusAt(at) != ConditionStatus.Met) return false;
        }

        return Requirements.Count > 0;
    }
}

/// <summary>A condition without which a statement does not hold.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="StatusBy">The last instant of the date of its status, by which it had certainly changed; null where it has none.</param>
internal readonly record struct Requirement(Condition Condition, long? StatusBy)
{
    /// <summary>The status at an instant: open before its date.</summary>
    public ConditionStatus StatusAt(long at) => StatusBy is null || StatusBy <= at ? Condition.Status : ConditionStatus.Open;
}
