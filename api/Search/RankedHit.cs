using System.Globalization;

namespace StanceApi.Search;

/// <summary>
/// A record's place among all that was found: by the entry of it that ranks best. Pure: the same entries always give the same order.
/// </summary>
/// <param name="Tier">0 where the names hold all that is wanted, 1 where the record's texts do, 2 where a passage of its text does.</param>
/// <param name="Length">How many words the text has: the fewer others there are, the better it fits.</param>
/// <param name="Entry">The entry's number; the newer first.</param>
/// <param name="Part">The entry's part: 0 for the record, else the passage.</param>
/// <param name="Type">The noun.</param>
/// <param name="Id">The record's id.</param>
internal sealed record RankedHit(long Tier, long Length, long Entry, long Part, string Type, string Id) : IComparable<RankedHit>
{
    /// <summary>The place as a text, for a cursor.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Tier}.{Length}.{Entry}");

    /// <summary>The records that the entries are of, best first.</summary>
    public static IReadOnlyList<RankedHit> Rank(IEnumerable<FoundEntry> entries) =>
        [.. entries.Select(Of).GroupBy(hit => (hit.Type, hit.Id)).Select(group => group.Min()!).Order()];

    /// <summary>Reads a cursor's place; null where it is none.</summary>
    public static RankedHit? Read(string key, string id)
    {
        var parts = key.Split('.').Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToArray();
        return parts.Length == 3 && parts.All(part => part >= 0) ? new RankedHit(parts[0], parts[1], parts[2], 0, "", id) : null;
    }

    public int CompareTo(RankedHit? other) =>
        other is null ? 1 : (Tier, Length, other.Entry).CompareTo((other.Tier, other.Length, Entry));

    private static RankedHit Of(FoundEntry entry) => entry switch
    {
        { Part: > 0 } => new RankedHit(2, entry.WordCount, entry.Entry, entry.Part, entry.Type, entry.Id),
        { InNames: 1 } => new RankedHit(0, entry.NameCount, entry.Entry, 0, entry.Type, entry.Id),
        _ => new RankedHit(1, entry.WordCount, entry.Entry, 0, entry.Type, entry.Id),
    };
}
