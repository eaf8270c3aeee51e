using StanceApi.Positions;

namespace StanceApi.Stances;

/// <summary>The numbers of stances, -2 to 2. A stance without one is not 0: it never enters a mean, a distance or a network.</summary>
internal static class Score
{
    public const int Largest = 2;

    /// <summary>The number of a stance, null where it has none.</summary>
    public static int? Of(Stance stance) => stance switch
    {
        Stance.StronglySupport => Largest,
        Stance.Support => 1,
        Stance.Neutral => 0,
        Stance.Oppose => -1,
        Stance.StronglyOppose => -Largest,
        _ => null,
    };

    /// <summary>The weakest of numbers that have one sign; null where they have several, or where there is none.</summary>
    public static Stance? Weakest(IReadOnlyCollection<Stance> numbers) =>
        numbers.Select(number => Math.Sign(Of(number)!.Value)).Distinct().Count() == 1
            ? numbers.MinBy(number => Math.Abs(Of(number)!.Value))
            : null;
}
