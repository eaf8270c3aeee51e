using System.ComponentModel.DataAnnotations;
using StanceApi.Values;

namespace StanceApi.Positions;

/// <summary>What must hold for the stance given.</summary>
public sealed record Condition
{
    /// <summary>The condition's id, unique within the position.</summary>
    public required string Id { get; init; }

    /// <summary>What must hold, in a sentence.</summary>
    public required string Text { get; init; }

    /// <summary>How much it weighs.</summary>
    public required ConditionStrength Strength { get; init; }

    /// <summary>What became of it.</summary>
    public required ConditionStatus Status { get; init; }

    /// <summary>Since when <c>status</c> holds: YYYY, YYYY-MM or YYYY-MM-DD. Before that the condition is open.</summary>
    public required string? StatusOn { get; init; }
}

/// <inheritdoc cref="Condition" />
public sealed record ConditionInput
{
    /// <inheritdoc cref="Condition.Id" />
    [IdRule]
    public required string Id { get; init; }

    /// <inheritdoc cref="Condition.Text" />
    [StringLength(Limits.Text)]
    public required string Text { get; init; }

    /// <inheritdoc cref="Condition.Strength" />
    public required ConditionStrength Strength { get; init; }

    /// <summary>What became of it; open where nothing is said.</summary>
    public ConditionStatus? Status { get; init; }

    /// <inheritdoc cref="Condition.StatusOn" />
    [DateRule]
    public string? StatusOn { get; init; }

    /// <summary>The condition as it is kept.</summary>
    internal Condition ToCondition() => new()
    {
        Id = Id,
        Text = Text,
        Strength = Strength,
        Status = Status ?? ConditionStatus.Open,
        StatusOn = StatusOn,
    };
}
