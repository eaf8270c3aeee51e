using System.Globalization;
using System.Text.RegularExpressions;

namespace StanceApi.Values;

/// <summary>
/// A date as exact as its source tells: <c>2025</c>, <c>2025-10</c>, <c>2025-10-27</c>, or an instant
/// <c>2025-10-27T18:30:00Z</c>. It covers the microseconds from <see cref="First"/> to <see cref="Last"/>, both inclusive,
/// counted in UTC since 1970.
/// </summary>
internal readonly partial record struct PartialDate
{
    public const string DatePattern = @"^\d{4}(-\d{2}(-\d{2})?)?$";
    public const string InstantPattern = @"^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z)?)?)?$";

    private PartialDate(string text, DateTimeOffset first, DateTimeOffset next, bool isInstant)
    {
        Text = text;
        IsInstant = isInstant;
        First = Instant.Microseconds(first);
        Last = isInstant ? First : Instant.Microseconds(next.AddTicks(-1));
    }

    /// <summary>The date as it was written.</summary>
    public string Text { get; }

    public bool IsInstant { get; }

    /// <summary>The first microsecond that the date may mean.</summary>
    public long First { get; }

    /// <summary>The last microsecond that the date may mean; equal to <see cref="First"/> for an instant.</summary>
    public long Last { get; }

    /// <summary>The value of a text that was checked before.</summary>
    public static PartialDate Parse(string text) =>
        TryParse(text, out var date) ? date : throw new FormatException("Not a partial date.");

    public static bool TryParse(string text, out PartialDate date)
    {
        date = default;
        var match = Shape().Match(text);
        if (!match.Success) return false;
        int year = Part(match, "year"), month = Part(match, "month"), day = Part(match, "day");
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        var start = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero);
        return match.Groups["hour"].Success ? TryInstant(text, start, match, out date) : Whole(text, start, match, out date);
    }

    private static bool Whole(string text, DateTimeOffset start, Match match, out PartialDate date)
    {
        // The last tick of year 9999 has no successor: its end is the largest instant there is.
        var next = start.Year == 9999 && !match.Groups["month"].Success ? DateTimeOffset.MaxValue
            : match.Groups["day"].Success ? Later(start, TimeSpan.FromDays(1))
            : match.Groups["month"].Success ? Later(start, TimeSpan.FromDays(DateTime.DaysInMonth(start.Year, start.Month)))
            : start.AddYears(1);
        date = new PartialDate(text, start, next, isInstant: false);
        return true;
    }

    private static DateTimeOffset Later(DateTimeOffset start, TimeSpan span) =>
        DateTimeOffset.MaxValue - start <= span ? DateTimeOffset.MaxValue : start + span;

    private static bool TryInstant(string text, DateTimeOffset start, Match match, out PartialDate date)
    {
        date = default;
        int hour = Part(match, "hour"), minute = Part(match, "minute"), second = Part(match, "second");
        if (hour > 23 || minute > 59 || second > 59) return false;
        var fraction = match.Groups["fraction"].Value.PadRight(6, '0');
        var instant = start.AddHours(hour).AddMinutes(minute).AddSeconds(second)
            .AddMicroseconds(int.Parse(fraction, CultureInfo.InvariantCulture));
        date = new PartialDate(text, instant, instant, isInstant: true);
        return true;
    }

    private static int Part(Match match, string name) =>
        match.Groups[name] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 1;

    [GeneratedRegex(
        @"\A(?<year>[0-9]{4})(-(?<month>[0-9]{2})(-(?<day>[0-9]{2})(T(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(\.(?<fraction>[0-9]{1,6}))?Z)?)?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
