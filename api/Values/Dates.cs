namespace StanceApi.Values;

/// <summary>Optional partial dates.</summary>
internal static class Dates
{
    private const string LastOfDay = "T23:59:59.999999Z";

    /// <summary>The first microsecond that the date may mean, null where there is no date.</summary>
    public static long? First(string? date) => date is null ? null : PartialDate.Parse(date).First;

    /// <summary>The last microsecond that the date may mean, null where there is no date.</summary>
    public static long? Last(string? date) => date is null ? null : PartialDate.Parse(date).Last;

    /// <summary>The date whose last microsecond this is, else the instant: how a moment is written that something was certainly so by.</summary>
    public static string ByText(long microsecond)
    {
        var instant = Instant.Write(microsecond);
        return instant.EndsWith(LastOfDay, StringComparison.Ordinal) ? instant[..^LastOfDay.Length] : instant;
    }

    /// <summary>Whether <paramref name="until"/> may lie at or after <paramref name="from"/>; true where either is unknown.</summary>
    public static bool InOrder(string? from, string? until) => from is null || until is null || First(from) <= Last(until);
}
