using System.Text.Json.Nodes;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Verification;

/// <summary>Whether the link tables and their history hold, at the feed position of every version of a record, what its lists say.</summary>
internal static class LinkCheck
{
    public static async IAsyncEnumerable<Discrepancy> RunAsync(Session session, IEnumerable<INoun> nouns, Action<int> told)
    {
        foreach (var noun in nouns)
        {
            await foreach (var page in VersionPages.ReadAsync(session, noun, told))
            {
                var stored = (await noun.LoadStoredAsync(session, page.Select(version => version.Seq))).ToLookup(each => (each.Seq, each.Id));
                var links = await LoadAsync(session, noun, page);
                // What is in the feed and nowhere else, twice, or cannot be read is told by other checks.
                foreach (var (version, record) in page.SelectMany(version => stored[(version.Seq, version.Id)].Select(each => (version, each.Record)).Take(1)))
                {
                    if (record is null) continue;
                    if (!IsOf(record, version.At)) yield return new Discrepancy(version.Place(noun), "has another instant than the feed");
                    foreach (var (link, targets) in noun.LinksOf(record))
                    {
                        var held = links[link.Name].GetValueOrDefault(version.Id, []).Where(each => each.Seq <= version.Seq && version.Seq < each.UntilSeq).Select(each => each.Target);
                        if (!targets.ToHashSet(StringComparer.Ordinal).SetEquals(held)) yield return new Discrepancy(version.Place(noun), $"has other targets than {link.Name}");
                    }
                }
            }
        }
    }

    private static bool IsOf(JsonObject record, long at) => at >= Instant.First && at <= Instant.Last && (string)record["recorded_at"]! == Instant.Write(at);

    /// <summary>Selects every link ever of the owners in @Ids.</summary>
    internal static string FindLinks(Engine engine, Link link) => string.Join("\nUNION ALL\n", new[] { link.Name, $"{link.Name}_history" }.Select(table => $"""
        SELECT owner, target, seq, until_seq
        FROM {table}
        WHERE {engine.AnyOf("owner", "@Ids")}
        """));

    private static async Task<Dictionary<string, Dictionary<string, LinkRow[]>>> LoadAsync(Session session, INoun noun, IReadOnlyList<VersionRow> page)
    {
        var owners = session.Engine.List(page.Select(version => version.Id).Distinct(StringComparer.Ordinal));
        var links = new Dictionary<string, Dictionary<string, LinkRow[]>>(StringComparer.Ordinal);
        foreach (var link in noun.Links)
        {
            var rows = await session.QueryAsync<LinkRow>(FindLinks(session.Engine, link), new { Ids = owners });
            links[link.Name] = rows.GroupBy(row => row.Owner, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        }

        return links;
    }

    private sealed record LinkRow
    {
        public required string Owner { get; init; }

        public required string Target { get; init; }

        public required long Seq { get; init; }

        public required long UntilSeq { get; init; }
    }
}
