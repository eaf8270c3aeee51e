namespace StanceApi.Values;

/// <summary>Optional partial dates.</summary>
internal static class Dates
{
    /// <summary>The first microsecond that the date may mean, null where there is no date.</summary>
    public static long? First(string? date) => date is null ? null : PartialDate.Parse(date).First;

    /// <summary>The last microsecond that the date may mean, null where there is no date.</summary>
    public static long? Last(string? date) => date is null ? null : PartialDate.Parse(date).Last;

    /// <summary>Whether <paramref name="until"/> may lie at or after <paramref name="from"/>; true where either is unknown.</summary>
    public static bool InOrder(string? from, string? until) => from is null || until is null || First(from) <= Last(until);
}
