using System.Globalization;
using StanceApi.Values;

namespace StanceApi.Pictures;

/// <summary>Marks on an axis of time, at round moments of the calendar (UTC): the finest that there is room for.</summary>
internal static class TimeTicks
{
    private const long Second = 1_000_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    /// <summary>Steps of one length, with what a mark says.</summary>
    private static readonly (long Length, string Label)[] Steps =
    [
        (Second, "HH:mm:ss"), (2 * Second, "HH:mm:ss"), (5 * Second, "HH:mm:ss"), (10 * Second, "HH:mm:ss"), (30 * Second, "HH:mm:ss"),
        (Minute, "HH:mm"), (2 * Minute, "HH:mm"), (5 * Minute, "HH:mm"), (10 * Minute, "HH:mm"), (20 * Minute, "HH:mm"), (30 * Minute, "HH:mm"),
        (Hour, "MM-dd HH:mm"), (2 * Hour, "MM-dd HH:mm"), (3 * Hour, "MM-dd HH:mm"), (6 * Hour, "MM-dd HH:mm"), (12 * Hour, "MM-dd HH:mm"),
        (Day, "yyyy-MM-dd"), (2 * Day, "yyyy-MM-dd"), (7 * Day, "yyyy-MM-dd"), (14 * Day, "yyyy-MM-dd"),
    ];

    private static readonly int[] Months = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000, 24_000];

    /// <summary>The marks from one moment to a later one, in microseconds since 1970, both inclusive.</summary>
    /// <param name="first">The first moment of the axis.</param>
    /// <param name="last">The last moment of the axis.</param>
    /// <param name="most">How many marks there are at most, at least two.</param>
    public static IReadOnlyList<(long At, string Label)> Between(long first, long last, int most)
    {
        last = Math.Min(last, Instant.Last);
        foreach (var (length, label) in Steps)
        {
            // 1970 began on a Thursday: weeks are counted from the Monday before.
            var origin = length >= 7 * Day ? -3 * Day : 0;
            var begin = CeilingOf(first - origin, length);
            var count = origin + begin > last ? 0 : ((last - origin - begin) / length) + 1;
            if (count <= most) return [.. Range(count).Select(index => Mark(origin + begin + (index * length), label))];
        }

        return Months.Select(step => InMonths(first, last, step)).FirstOrDefault(marks => marks.Count <= most) ?? [];
    }

    private static List<(long At, string Label)> InMonths(long first, long last, int step)
    {
        var marks = new List<(long At, string Label)>();
        var begin = Instant.FromMicroseconds(first);
        for (var month = CeilingOf((begin.Year * 12L) + begin.Month - 1, step); month / 12 <= 9999; month += step)
        {
            if (month < 12) continue;
            var at = Instant.Microseconds(new DateTimeOffset((int)(month / 12), (int)(month % 12) + 1, 1, 0, 0, 0, TimeSpan.Zero));
            if (at > last) break;
            if (at >= first) marks.Add(Mark(at, step < 12 ? "yyyy-MM" : "yyyy"));
        }

        return marks;
    }

    /// <summary>What an axis says at its beginning, since marks of hours leave out the year, and those of minutes the day.</summary>
    /// <param name="first">The first moment of the axis; the last of a day counts as the next day's beginning, where its mark would stand.</param>
    public static string Beginning(long first) => Instant.FromMicroseconds(first + 1).ToString("'From 'yyyy-MM-dd' (UTC)'", CultureInfo.InvariantCulture);

    /// <summary>A mark; where a day or a year begins that its label leaves out, it tells that instead.</summary>
    private static (long At, string Label) Mark(long at, string label)
    {
        var moment = Instant.FromMicroseconds(at);
        if (moment.TimeOfDay == TimeSpan.Zero && moment.DayOfYear == 1 && label.Contains("HH", StringComparison.Ordinal)) label = "yyyy-MM-dd";
        else if (moment.TimeOfDay == TimeSpan.Zero && label.StartsWith("HH", StringComparison.Ordinal)) label = "MM-dd HH:mm";
        return (at, moment.ToString(label, CultureInfo.InvariantCulture));
    }

    private static long CeilingOf(long value, long step) => value + ((((-value) % step) + step) % step);

    private static IEnumerable<long> Range(long count)
    {
        for (var index = 0L; index < count; index++) yield return index;
    }
}
