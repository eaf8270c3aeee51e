using StanceApi.Positions;
using StanceApi.Values;

namespace StanceApi.Stances;

/// <summary>The stance before the present one.</summary>
public sealed record PreviousStance
{
    /// <summary>What it was.</summary>
    public required Stance Stance { get; init; }

    /// <summary>Its modality at the end, null where everything was left out.</summary>
    public required Modality? Modality { get; init; }

    /// <summary>When it ended: the <c>since</c> of what came after it.</summary>
    public required string Until { get; init; }

    internal static PreviousStance? Of(Transition last) => last.From is { } stance
        ? new PreviousStance { Stance = stance, Modality = last.FromModality, Until = Dates.ByText(last.At) }
        : null;
}

/// <summary>A condition of a position that a stance rests on, or leans on.</summary>
public sealed record StanceCondition
{
    /// <summary>The position that states it.</summary>
    public required string PositionId { get; init; }

    /// <summary>Its id within the position.</summary>
    public required string Id { get; init; }

    /// <summary>What must hold.</summary>
    public required string Text { get; init; }

    /// <summary>How much it weighs.</summary>
    public required ConditionStrength Strength { get; init; }

    /// <summary>Its status as of the time asked about: open before <c>status_on</c>.</summary>
    public required ConditionStatus Status { get; init; }

    /// <summary>Since when the status holds, null where that is not told or has not come yet.</summary>
    public required string? StatusOn { get; init; }

    internal static IEnumerable<StanceCondition> Of(Statement statement, long? asOf) => statement.Conditions.Select(condition =>
    {
        var status = RankedStatements.StatusAt(condition, asOf ?? long.MaxValue);
        return new StanceCondition
        {
            PositionId = statement.PositionId,
            Id = condition.Id,
            Text = condition.Text,
            Strength = condition.Strength,
            Status = status,
            StatusOn = status == condition.Status ? condition.StatusOn : null,
        };
    });
}

/// <summary>A position that is later than the stance's basis and lost all the same.</summary>
/// <param name="PositionId">The position.</param>
/// <param name="Stance">Its stance.</param>
/// <param name="Modality">Its modality.</param>
/// <param name="StatedOn">When it was said.</param>
public sealed record StanceSignal(string PositionId, Stance Stance, Modality Modality, string StatedOn);

/// <summary>A position that was left out.</summary>
/// <param name="PositionId">The position.</param>
/// <param name="Reason">Why.</param>
/// <param name="ConditionIds">The requirements that failed.</param>
public sealed record DroppedPosition(string PositionId, DropReason Reason, IReadOnlyList<string> ConditionIds)
{
    internal static DroppedPosition Of(Statement statement, long? asOf) => new(
        statement.PositionId,
        DropReason.RequirementFailed,
        [.. statement.Requirements.Where(requirement => RankedStatements.StatusAt(requirement, asOf ?? long.MaxValue) == ConditionStatus.Failed).Select(requirement => requirement.Id)]);
}
