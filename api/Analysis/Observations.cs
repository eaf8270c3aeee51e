using StanceApi.Values;

namespace StanceApi.Analysis;

/// <summary>Which observations count.</summary>
internal static class Observations
{
    private const long MicrosecondsOfDay = 86_400_000_000;

    /// <summary>The earliest of each actor, concept, level and unit of time or source.</summary>
    /// <param name="observations">The observations, in any order.</param>
    /// <param name="unit">Within what they repeat each other.</param>
    /// <param name="byLevel">Whether those of different levels are different.</param>
    public static IReadOnlyList<Observation> WithoutDuplicates(IReadOnlyList<Observation> observations, Duplicates unit, bool byLevel) => unit == Duplicates.All
        ? observations
        :
        [
            .. observations.OrderBy(each => each.Until).ThenBy(each => each.From).ThenBy(each => each.PositionIds[0], StringComparer.Ordinal)
                .DistinctBy(each => (each.ActorId, each.ConceptId, byLevel ? each.Level : 0, UnitOf(each, unit), unit == Duplicates.Source ? each.SourceId : "")),
        ];

    /// <summary>The day of an instant, counted from 1970-01-01.</summary>
    public static long DayOf(long microsecond) => (microsecond / MicrosecondsOfDay) - (microsecond % MicrosecondsOfDay < 0 ? 1 : 0);

    /// <summary>The first microsecond of a day.</summary>
    public static long StartOf(long day) => day * MicrosecondsOfDay;

    private static long UnitOf(Observation observation, Duplicates unit)
    {
        var date = Instant.FromMicroseconds(observation.Until);
        return unit switch
        {
            Duplicates.Day => DayOf(observation.Until),
            // 1970 began on a Thursday. ISO weeks are whole, over the turn of a year too, so that counting Mondays tells them apart.
            Duplicates.Week => (long)Math.Floor((DayOf(observation.Until) + 3) / 7.0),
            Duplicates.Month => (date.Year * 12) + date.Month,
            Duplicates.Year => date.Year,
            _ => 0,
        };
    }
}
