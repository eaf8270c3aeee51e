using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Verification;

/// <summary>Whether the entries of the search are those of the current records and of the passages of their texts.</summary>
internal static class SearchCheck
{
    /// <summary>Few: a source has as many entries as its text has passages.</summary>
    private const int PageRows = 20;

    public static async IAsyncEnumerable<Discrepancy> RunAsync(Session session, IEnumerable<INoun> nouns, Action<int> told)
    {
        foreach (var noun in nouns)
        {
            await foreach (var left in Consistency.FindAsync(session, [(FindLeft(noun), "is found by the search and not there")])) yield return left;
            await foreach (var page in VersionPages.ReadAsync(session, noun, told, PageRows))
            {
                var versions = page.ToLookup(version => (version.Id, version.Version));
                string[] ids = [.. page.Select(version => version.Id).Distinct(StringComparer.Ordinal)];
                var held = await LoadAsync(session, noun, ids);
                await foreach (var (id, version, entries) in noun.EntriesAsync(session, ids))
                {
                    // What cannot be read is told by another check.
                    if (versions[(id, version)].FirstOrDefault() is { } current && entries is not null && !held[id].SequenceEqual(entries.Select(Unnumbered)))
                        yield return new Discrepancy(current.Place(noun), "is found by other words than it has");
                }
            }
        }
    }

    /// <summary>Selects what is found of records that are not current.</summary>
    internal static string FindLeft(INoun noun) => $"""
        SELECT e.type, e.id, e.entry AS seq
        FROM search_entries AS e
        WHERE e.type = '{noun.Singular}'
          AND NOT EXISTS (SELECT 1 FROM {noun.Plural} AS r WHERE r.id = e.id)
        """;

    /// <summary>Selects the entries of the records in @Ids.</summary>
    internal static string FindEntries(Engine engine) => $"""
        SELECT entry, type, id, part, names, words, name_count, word_count, passage, passage_start
        FROM search_entries
        WHERE type = @Type
          AND {engine.AnyOf("id", "@Ids")}
        ORDER BY id, part
        """;

    private static async Task<ILookup<string, SearchEntry>> LoadAsync(Session session, INoun noun, IEnumerable<string> ids)
    {
        var rows = await session.QueryAsync<SearchEntry>(FindEntries(session.Engine), new { Type = noun.Singular, Ids = session.Engine.List(ids) });
        return rows.ToLookup(row => row.Id, Unnumbered, StringComparer.Ordinal);
    }

    /// <summary>The number tells which version wrote an entry, which may be an earlier one with the same texts.</summary>
    private static SearchEntry Unnumbered(SearchEntry entry) => entry with { Entry = 0 };
}
