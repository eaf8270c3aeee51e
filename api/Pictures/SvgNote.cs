namespace StanceApi.Pictures;

/// <summary>What a picture is made from, in a line under its title.</summary>
/// <param name="Filters">The filters, a sentence that is cut where there is no room for it; empty where there are none.</param>
/// <param name="Times">The times, which are always told whole.</param>
internal sealed record SvgNote(string Filters, string Times)
{
    /// <param name="filters">The filters that were asked for, as parameters with their values.</param>
    /// <param name="asOf">The time of the world that was asked about, null without a bound.</param>
    /// <param name="snapshot">The feed position that the picture was made at.</param>
    public static SvgNote Of(IReadOnlyCollection<string> filters, string? asOf, string snapshot) =>
        new(filters.Count == 0 ? "" : $"Only {string.Join("; ", filters)}.", $"As of {asOf ?? "all dates"}, at feed position {snapshot}.");
}
