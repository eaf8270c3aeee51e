using System.Text;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Search;

/// <summary>Searches in the store.</summary>
internal static class SearchStore
{
    /// <summary>How many entries are ranked: more of them are no answer to anybody, and take ever longer to sort.</summary>
    public const int MostEntries = 5_000;

    private static readonly (byte[] Bytes, string Type)[] Types = [.. Words.List(typeof(SearchedType)).Select(type => (Encoding.UTF8.GetBytes(type), type))];

    private const string FindPassages = """
        SELECT entry, type, id, part, names, words, name_count, word_count, passage, passage_start
        FROM search_entries
        """;

    /// <summary>The newest entries that a search finds, one more than are ranked where there are more; one statement.</summary>
    public static async Task<IReadOnlyList<FoundEntry>> FindAsync(Session session, SearchQuery query, IReadOnlyList<SearchedType> types, bool seesRestricted)
    {
        var names = types.Select(Words<SearchedType>.Of).ToArray();
        var found = new List<FoundEntry>();
        var parameters = new
        {
            // One noun is a word of the search itself; several are looked at afterwards.
            Found = session.Engine.Search(query, names.Length == 1 ? names[0] : null, seesRestricted),
            Types = session.Engine.List(names),
            Limit = MostEntries + 1,
        };
        await session.ReadAsync(Sql(session.Engine, names.Length > 1), parameters, row => found.Add(Read(row, query)));
        return found;
    }

    /// <summary>The passages of these entries, by entry.</summary>
    public static async Task<IReadOnlyDictionary<long, SearchEntry>> PassagesAsync(Session session, IEnumerable<long> entries) =>
        (await session.QueryAsync<SearchEntry>($"{FindPassages}\nWHERE {session.Engine.AnyOfNumbers("entry", "@Entries")}", new { Entries = session.Engine.Numbers(entries) }))
        .ToDictionary(entry => entry.Entry);

    internal static string Sql(Engine engine, bool hasTypes) => $"""
        SELECT entry, type, id, part, names, name_count, word_count
        FROM {engine.Found("@Found")}{(hasTypes ? $"\n  AND {engine.AnyOf("type", "@Types")}" : "")}
        ORDER BY {engine.NewestFirst}
        LIMIT @Limit
        """;

    private static FoundEntry Read(RawRow row, SearchQuery query) => new()
    {
        Entry = row.Number(0),
        Type = TypeOf(row.Text(1)),
        Id = Encoding.UTF8.GetString(row.Text(2)),
        Part = row.Number(3),
        InNames = query.IsIn(Encoding.UTF8.GetString(row.Text(4))),
        NameCount = row.Number(5),
        WordCount = row.Number(6),
    };

    private static string TypeOf(ReadOnlySpan<byte> word)
    {
        foreach (var (bytes, type) in Types)
        {
            if (word.SequenceEqual(bytes)) return type;
        }

        return Encoding.UTF8.GetString(word);
    }
}
