using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Recovery;

/// <summary>What is known of a record from the feed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its last version.</param>
/// <param name="IsRetired">Whether that retired it.</param>
/// <param name="Data">The record, or what it was before it was retired.</param>
internal sealed record LedgerEntry(string Id, long Version, bool IsRetired, JsonNode Data);

/// <summary>A version that the feed told of.</summary>
/// <param name="Type">The noun, in the singular.</param>
/// <param name="Id">The record's id.</param>
/// <param name="Version">The version.</param>
/// <param name="Data">The record, null where it was retired.</param>
/// <param name="Mark">The mark of the write that made it; null where a text of a source did, by another check of a citation.</param>
internal sealed record LedgerVersion(string Type, string Id, long Version, JsonNode? Data, string? Mark);

/// <summary>Follows the feed from the beginning: every position, every version of every record, none missing and none twice.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<(string Type, string Id), LedgerEntry> records = [];
    private long position;

    /// <summary>The records that are there now, in any order.</summary>
    public IEnumerable<((string Type, string Id) Key, LedgerEntry Entry)> Current => records.Where(record => !record.Value.IsRetired).Select(record => (record.Key, record.Value));

    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The mark of a retirement.</summary>
    public static string Retired(string id) => $"retired {id}";

    public bool Knows(string type, string id) => records.ContainsKey((type, id));

    public LedgerEntry? Find(string type, string id) => records.GetValueOrDefault((type, id));

    /// <summary>The positions of an actor, those that were retired too, in the order of their ids.</summary>
    public IEnumerable<LedgerEntry> Positions(string actor) => records
        .Where(record => record.Key.Type == "position" && (string)record.Value.Data["actor_id"]! == actor)
        .Select(record => record.Value)
        .OrderBy(entry => entry.Id, StringComparer.Ordinal);

    /// <summary>Reads the feed from where it was left to its end.</summary>
    public async Task<IReadOnlyList<LedgerVersion>> ReadOnAsync(HttpClient client)
    {
        var versions = new List<LedgerVersion>();
        while (true)
        {
            var page = (await client.ReadAsync(string.Create(CultureInfo.InvariantCulture, $"/v1/changes?after={position}&limit=500"))).Body!;
            foreach (var entry in page["items"]!.AsArray()) versions.Add(Take(entry!));
            if (page["items"]!.AsArray().Count == 0) return versions;
        }
    }

    private LedgerVersion Take(JsonNode entry)
    {
        Assert.Equal(++position, long.Parse((string)entry["seq"]!, CultureInfo.InvariantCulture));
        var (type, id, data) = ((string)entry["type"]!, (string)entry["id"]!, entry["data"]);
        var before = records.GetValueOrDefault((type, id));
        var version = (long)entry["version"]!;
        Assert.Equal(((before?.Version ?? 0) + 1, Op(before, data)), (version, (string)entry["op"]!));
        records[(type, id)] = new LedgerEntry(id, version, data is null, data ?? before!.Data);
        var mark = Mark(type, id, data);
        return new LedgerVersion(type, id, version, data, before is { IsRetired: false } && mark == Mark(type, id, before.Data) ? null : mark);
    }

    private static string Op(LedgerEntry? before, JsonNode? data) => (before, data) switch
    {
        (null, _) => "create",
        (_, null) => "retire",
        ({ IsRetired: true }, _) => "restore",
        _ => "update",
    };

    private static string Mark(string type, string id, JsonNode? data) => data is null ? Retired(id) : type switch
    {
        "question" => (string)data["text"]!,
        "actor" => (string)data["name"]!,
        "source" => $"{data["title"]} {data["text_sha256"]}",
        "position" => (string)data["summary"]!,
        _ => (string)data["claim"]!,
    };
}
