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

    /// <summary>The records that the entries are of, each once, in no order.</summary>
    public static IReadOnlyCollection<RankedHit> Best(IEnumerable<FoundEntry> entries)
    {
        var best = new Dictionary<(string, string), RankedHit>();
        foreach (var hit in entries.Select(Of))
        {
            if (!best.TryGetValue((hit.Type, hit.Id), out var other) || hit.CompareTo(other) < 0) best[(hit.Type, hit.Id)] = hit;
        }

        return best.Values;
    }

    /// <summary>Reads a cursor's place; null where it is none.</summary>
    public static RankedHit? Read(string key, string id)
    {
        var parts = key.Split('.').Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToArray();
        return parts.Length == 3 && parts.All(part => part >= 0) ? new RankedHit(parts[0], parts[1], parts[2], 0, "", id) : null;
    }

    public int CompareTo(RankedHit? other)
    {
        if (other is null) return 1;
        if (Tier != other.Tier) return Tier.CompareTo(other.Tier);
        return Length != other.Length ? Length.CompareTo(other.Length) : other.Entry.CompareTo(Entry);
    }

    private static RankedHit Of(FoundEntry entry) => entry switch
    {
        { Part: > 0 } => new RankedHit(2, entry.WordCount, entry.Entry, entry.Part, entry.Type, entry.Id),
        { InNames: true } => new RankedHit(0, entry.NameCount, entry.Entry, 0, entry.Type, entry.Id),
        _ => new RankedHit(1, entry.WordCount, entry.Entry, 0, entry.Type, entry.Id),
    };
}
