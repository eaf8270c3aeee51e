using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Verification;

/// <summary>What tables must say of one another, each as a statement that selects the rows that do not.</summary>
internal static class Consistency
{
    private const string NotStored = "has a text_sha256 of a text that is not stored";

    private const string AfterGap = """
        SELECT c.type, c.id, c.seq
        FROM changes AS c
        WHERE c.seq > 1
          AND NOT EXISTS (SELECT 1 FROM changes AS p WHERE p.seq = c.seq - 1)
        ORDER BY c.seq
        """;

    private const string BeforeTheOneBefore = """
        SELECT c.type, c.id, c.seq
        FROM changes AS c
        WHERE EXISTS (SELECT 1 FROM changes AS p WHERE p.seq = c.seq - 1 AND p.at > c.at)
        ORDER BY c.seq
        """;

    private const string WithoutPredecessor = """
        SELECT c.type, c.id, c.seq
        FROM changes AS c
        WHERE NOT (c.version = 1 AND c.op = 'create')
          AND NOT EXISTS (
            SELECT 1
            FROM changes AS p
            WHERE p.type = c.type
              AND p.id = c.id
              AND p.version = c.version - 1
              AND p.seq < c.seq
              AND ((c.op = 'restore' AND p.op = 'retire') OR (c.op NOT IN ('create', 'restore') AND p.op <> 'retire')))
        ORDER BY c.seq
        """;

    private const string OfVersionBefore = """
        SELECT c.type, c.id, c.seq
        FROM changes AS c
        WHERE EXISTS (SELECT 1 FROM changes AS p WHERE p.type = c.type AND p.id = c.id AND p.version = c.version AND p.seq < c.seq)
        ORDER BY c.seq
        """;

    private static readonly string OfNoInstant = $"""
        SELECT c.type, c.id, c.seq
        FROM changes AS c
        WHERE c.at < {Instant.First}
           OR c.at > {Instant.Last}
        ORDER BY c.seq
        """;

    public static IAsyncEnumerable<Discrepancy> FeedAsync(Session session, IEnumerable<INoun> nouns) => FindAsync(
        session,
        [
            (AfterGap, "comes after a gap in the feed"),
            (BeforeTheOneBefore, "is dated before the entry before it"),
            (WithoutPredecessor, "does not follow from the version before it"),
            (OfUnknown("op", ["create", "update", "retire", "restore"]), "is of a change that is none"),
            (OfUnknown("type", nouns.Select(noun => noun.Singular)), "is of no noun"),
            (OfVersionBefore, "is of a version that an earlier entry is of"),
            (OfNoInstant, "is dated in no year that there is"),
        ]);

    /// <summary>Every text that a source names, now or before, and that is not stored.</summary>
    public static IAsyncEnumerable<Discrepancy> TextsAsync(Session session) => FindAsync(session, [(WithoutText("sources"), NotStored), (WithoutText("sources_history"), NotStored)]);

    public static IAsyncEnumerable<Discrepancy> VersionsAsync(Session session, IEnumerable<INoun> nouns) => FindAsync(session, nouns.SelectMany(Versions));

    public static IAsyncEnumerable<Discrepancy> ReferencesAsync(Session session, IEnumerable<INoun> nouns) => FindAsync(session, nouns.SelectMany(References));

    /// <summary>What must not be between the feed, the rows and the superseded rows of a noun.</summary>
    internal static IEnumerable<(string Sql, string Fault)> Versions(INoun noun)
    {
        var (type, rows, history) = (noun.Singular, noun.Plural, $"{noun.Plural}_history");
        yield return ($"""
            SELECT c.type, c.id, c.seq
            FROM changes AS c
            WHERE c.type = '{type}'
              AND c.op <> 'retire'
              AND NOT EXISTS (SELECT 1 FROM {rows} AS r WHERE r.seq = c.seq AND r.id = c.id AND r.version = c.version)
              AND NOT EXISTS (SELECT 1 FROM {history} AS h WHERE h.seq = c.seq AND h.id = c.id AND h.version = c.version)
            ORDER BY c.seq
            """, "is in the feed and nowhere else");
        yield return (Unfed(type, rows), "is not in the feed");
        yield return (Unfed(type, history), "is in the history and not in the feed");
        yield return ($"""
            SELECT '{type}' AS type, r.id, r.seq
            FROM {rows} AS r
            WHERE EXISTS (SELECT 1 FROM changes AS c WHERE c.type = '{type}' AND c.id = r.id AND c.version = r.version + 1)
            """, "is current although the feed has a later version");
        yield return ($"""
            SELECT '{type}' AS type, r.id, r.seq
            FROM {history} AS r
            WHERE NOT EXISTS (SELECT 1 FROM changes AS c WHERE c.type = '{type}' AND c.id = r.id AND c.version = r.version + 1 AND c.seq = r.until_seq)
            """, "does not end where the next version begins");
    }

    /// <summary>What a noun's rows, its links and its entries in the search must not refer to.</summary>
    internal static IEnumerable<(string Sql, string Fault)> References(INoun noun)
    {
        foreach (var (column, target) in noun.ReferenceColumns)
        {
            yield return ($"""
                SELECT '{noun.Singular}' AS type, r.id, r.seq
                FROM {noun.Plural} AS r
                WHERE r.{column} IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM {target} AS t WHERE t.id = r.{column})
                """, $"has a {column} that is not there");
        }

        foreach (var link in noun.Links)
        {
            yield return (Unlinked(noun, link, "owner", noun.Plural), $"is in {link.Name} and not there");
            if (link.Target is { } target) yield return (Unlinked(noun, link, "target", target), $"refers in {link.Name} to what is not there");
        }
    }

    internal static string OfUnknown(string column, IEnumerable<string> words) => $"""
        SELECT c.type, c.id, c.seq
        FROM changes AS c
        WHERE c.{column} NOT IN ({string.Join(", ", words.Select(word => $"'{word}'"))})
        ORDER BY c.seq
        """;

    internal static string WithoutText(string table) => $"""
        SELECT 'source' AS type, r.id, r.seq
        FROM {table} AS r
        WHERE r.text_sha256 IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM source_texts AS t WHERE t.sha256 = r.text_sha256)
        """;

    private static string Unfed(string type, string table) => $"""
        SELECT '{type}' AS type, r.id, r.seq
        FROM {table} AS r
        WHERE NOT EXISTS (SELECT 1 FROM changes AS c WHERE c.seq = r.seq AND c.type = '{type}' AND c.id = r.id AND c.version = r.version AND c.op <> 'retire')
        """;

    private static string Unlinked(INoun noun, Link link, string end, string table) => $"""
        SELECT '{noun.Singular}' AS type, l.owner AS id, l.seq
        FROM {link.Name} AS l
        WHERE NOT EXISTS (SELECT 1 FROM {table} AS t WHERE t.id = l.{end})
        """;

    internal static async IAsyncEnumerable<Discrepancy> FindAsync(Session session, IEnumerable<(string Sql, string Fault)> statements)
    {
        foreach (var (sql, fault) in statements)
        {
            await foreach (var row in session.StreamAsync<PlaceRow>(sql)) yield return new Discrepancy($"{row.Type}/{row.Id} at {row.Seq}", fault);
        }
    }

    private sealed record PlaceRow
    {
        public required string Type { get; init; }

        public required string Id { get; init; }

        public required long Seq { get; init; }
    }
}
