using StanceApi.Positions;

namespace StanceApi.Analysis;

/// <summary>How many actors have each stance, zero included.</summary>
public sealed record StanceCounts
{
    /// <summary>With the number 2.</summary>
    public required int StronglySupport { get; init; }

    /// <summary>With the number 1.</summary>
    public required int Support { get; init; }

    /// <summary>With the number 0.</summary>
    public required int Neutral { get; init; }

    /// <summary>With the number -1.</summary>
    public required int Oppose { get; init; }

    /// <summary>With the number -2.</summary>
    public required int StronglyOppose { get; init; }

    /// <summary>Without a number: says both.</summary>
    public required int Ambivalent { get; init; }

    /// <summary>Without a number: says that it is not decided.</summary>
    public required int Undecided { get; init; }

    /// <summary>Without a number: declines to say.</summary>
    public required int Withheld { get; init; }

    /// <summary>Without a number: mentioned without a stance, or everything was left out.</summary>
    public required int NoPosition { get; init; }

    internal static StanceCounts Of(IEnumerable<CountedStance> stances)
    {
        var counts = stances.CountBy(stance => stance.Verdict.Stance).ToDictionary();
        return new StanceCounts
        {
            StronglySupport = counts.GetValueOrDefault(Stance.StronglySupport),
            Support = counts.GetValueOrDefault(Stance.Support),
            Neutral = counts.GetValueOrDefault(Stance.Neutral),
            Oppose = counts.GetValueOrDefault(Stance.Oppose),
            StronglyOppose = counts.GetValueOrDefault(Stance.StronglyOppose),
            Ambivalent = counts.GetValueOrDefault(Stance.Ambivalent),
            Undecided = counts.GetValueOrDefault(Stance.Undecided),
            Withheld = counts.GetValueOrDefault(Stance.Withheld),
            NoPosition = counts.GetValueOrDefault(Stance.NoPosition),
        };
    }
}
