using System.Globalization;

namespace StanceApi.Tests.Nouns;

/// <summary>Partial dates around one another, and the instants that they mean, counted without the service's own code.</summary>
internal static class SampleDates
{
    /// <summary>Dates and an instant for records and for bounds.</summary>
    public static readonly string[] All = ["2023", "2024", "2024-06", "2024-06-15", "2024-06-16", "2024-07-01", "2025-01"];

    public static readonly string[] Instants = ["2024-06-15T12:00:00Z", "2024-06-15T12:00:00.000001Z", "2024-06-15T11:59:59.999999Z"];

    public static string? Of(int number) => number % (All.Length + 1) is var index && index == All.Length ? null : All[index];

    /// <summary>The first instant that a date means.</summary>
    public static DateTimeOffset First(string date) => date.Length switch
    {
        4 => At(date + "-01-01"),
        7 => At(date + "-01"),
        _ => At(date),
    };

    /// <summary>The last microsecond that a date means.</summary>
    public static DateTimeOffset Last(string date) => date.Length switch
    {
        4 => First(date).AddYears(1).AddMicroseconds(-1),
        7 => First(date).AddMonths(1).AddMicroseconds(-1),
        10 => First(date).AddDays(1).AddMicroseconds(-1),
        _ => First(date),
    };

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
