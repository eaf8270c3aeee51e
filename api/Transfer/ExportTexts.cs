using StanceApi.Storage;

namespace StanceApi.Transfer;

/// <summary>The stored texts in the mixed file: the one place where an export reads them, and so where some may be left out.</summary>
internal static class ExportTexts
{
    /// <summary>Texts may have some megabytes each: a server must not send many at once.</summary>
    private const int TextsAtOnce = 4;

    private const string FindLastChange = """
        SELECT MAX(seq)
        FROM changes
        WHERE type = 'source'
        """;

    /// <summary>The text of each source that has one, by source; those that are restricted only for whoever may read them.</summary>
    public static IAsyncEnumerable<ExportedText> ReadAsync(Session session, Table sources, long? seq, bool seesRestricted) =>
        session.StreamAsync<TextRow>(Sql(session.Engine, sources, seq, seesRestricted), new { Seq = seq ?? 0 }, TextsAtOnce).Select(row => new ExportedText(row.SourceId, row.TextSha256, row.Text));

    /// <summary>How many texts are left out for whoever may not read them.</summary>
    public static Task<long> CountRestrictedAsync(Session session, Table sources, long? seq) =>
        session.FirstOrDefaultAsync<long>(CountSql(session.Engine, sources, seq), new { Seq = seq ?? 0 });

    /// <summary>
    /// What the tag of an answer that leaves restricted texts out depends on besides its feed position: what sources say now holds for the
    /// past too. The last change of any source, which is found at once.
    /// </summary>
    public static async Task<string> VariantAsync(Session session) => $"sources {await session.FirstOrDefaultAsync<long?>(FindLastChange)}";

    internal static string Sql(Engine engine, Table sources, long? seq, bool seesRestricted) => $"""
        {(seq is null ? "" : $"WITH {sources.AsOf(engine)}\n")}SELECT sources.id AS source_id, t.sha256 AS text_sha256, t.text AS text
        FROM sources
        INNER JOIN source_texts AS t ON t.sha256 = sources.text_sha256{(seesRestricted ? "" : $"\nWHERE NOT {IsRestricted(engine)}")}
        ORDER BY sources.id
        """;

    internal static string CountSql(Engine engine, Table sources, long? seq) => $"""
        {(seq is null ? "" : $"WITH {sources.AsOf(engine)}\n")}SELECT COUNT(*)
        FROM sources
        WHERE sources.text_sha256 IS NOT NULL
          AND {IsRestricted(engine)}
        """;

    /// <summary>What a source says now holds for every version; of a retired one what it said last.</summary>
    internal static string IsRestricted(Engine engine) => $"""
        (EXISTS (SELECT 1 FROM {engine.Schema}.sources AS c WHERE c.id = sources.id AND c.text_access = 'restricted')
           OR (NOT EXISTS (SELECT 1 FROM {engine.Schema}.sources AS c WHERE c.id = sources.id)
               AND EXISTS (SELECT 1 FROM sources_history AS h WHERE h.id = sources.id AND h.text_access = 'restricted'
                           AND NOT EXISTS (SELECT 1 FROM sources_history AS n WHERE n.id = h.id AND n.seq > h.seq))))
        """;

    private sealed record TextRow
    {
        public required string SourceId { get; init; }

        public required string TextSha256 { get; init; }

        public required string Text { get; init; }
    }
}
