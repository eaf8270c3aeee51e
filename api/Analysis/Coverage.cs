namespace StanceApi.Analysis;

/// <summary>How many actors the figures of a question tell about.</summary>
public sealed record Coverage
{
    /// <summary>How many actors have a stance on it, with a number or without.</summary>
    public required int Actors { get; init; }

    /// <summary>How many of them have a number.</summary>
    public required int WithNumber { get; init; }

    /// <summary>How many have none: ambivalent, undecided, withheld or no position.</summary>
    public required int WithoutNumber { get; init; }

    /// <summary>The actors who have a position on another question under the same filters and none on this one, by id.</summary>
    public required IReadOnlyList<string> Silent { get; init; }

    /// <param name="stances">The counted stances on the question.</param>
    /// <param name="elsewhere">The actors with a position on any question under the same filters.</param>
    internal static Coverage Of(IReadOnlyCollection<CountedStance> stances, IEnumerable<string> elsewhere)
    {
        var numbers = stances.Count(stance => stance.Score is not null);
        return new Coverage
        {
            Actors = stances.Count,
            WithNumber = numbers,
            WithoutNumber = stances.Count - numbers,
            Silent = [.. elsewhere.Except(stances.Select(stance => stance.Key.ActorId), StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }
}
