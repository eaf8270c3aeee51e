using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Search;

/// <summary>Searches in the store.</summary>
internal static class SearchStore
{
    /// <summary>How many entries are ranked: more of them are no answer to anybody, and take ever longer to sort.</summary>
    public const int MostEntries = 5_000;

    private const string FindPassages = """
        SELECT entry, type, id, part, names, words, name_count, word_count, passage, passage_start
        FROM search_entries
        """;

    /// <summary>The newest entries that a search finds, one more than are ranked where there are more; one statement.</summary>
    public static Task<IReadOnlyList<FoundEntry>> FindAsync(Session session, SearchQuery query, IReadOnlyList<SearchedType> types, bool seesRestricted)
    {
        var names = types.Select(Words<SearchedType>.Of).ToArray();
        return session.QueryAsync<FoundEntry>(Sql(session.Engine, names.Length > 1), new
        {
            // One noun is a word of the search itself; several are looked at afterwards.
            Found = session.Engine.Search(query, names.Length == 1 ? names[0] : null, inNames: false, seesRestricted),
            InNames = session.Engine.Search(query, names.Length == 1 ? names[0] : null, inNames: true, seesRestricted),
            Types = session.Engine.List(names),
            Limit = MostEntries + 1,
        });
    }

    /// <summary>The passages of these entries, by entry.</summary>
    public static async Task<IReadOnlyDictionary<long, SearchEntry>> PassagesAsync(Session session, IEnumerable<long> entries) =>
        (await session.QueryAsync<SearchEntry>($"{FindPassages}\nWHERE {session.Engine.AnyOfNumbers("entry", "@Entries")}", new { Entries = session.Engine.Numbers(entries) }))
        .ToDictionary(entry => entry.Entry);

    internal static string Sql(Engine engine, bool hasTypes) => $"""
        SELECT entry, type, id, part, name_count, word_count, CASE WHEN {engine.Finds("@InNames", hasTypes ? null : MostEntries + 1)} THEN 1 ELSE 0 END AS in_names
        FROM search_entries
        WHERE {engine.Finds("@Found", hasTypes ? null : MostEntries + 1)}{(hasTypes ? $"\n  AND {engine.AnyOf("type", "@Types")}" : "")}
        ORDER BY entry DESC
        LIMIT @Limit
        """;
}
