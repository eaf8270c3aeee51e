using System.Text.Json.Nodes;
using Dapper;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Changes;

/// <summary>Reads the feed in commit order.</summary>
internal static class FeedStore
{
    private const string FindEntries = """
        SELECT seq, type, id, op, version, at, written_by
        FROM changes
        WHERE seq > @After
        ORDER BY seq
        LIMIT @Limit
        """;

    /// <summary>
    /// Selects the entries of @Type0, @Type1 and so on. An arm for each, so that each walks an index in order and the engine merges
    /// them; a list of types would read all their entries and sort them for every page.
    /// </summary>
    public static string FindEntriesOf(Engine engine, int types)
    {
        const string Ending = "ORDER BY seq\nLIMIT @Limit";
        string[] arms = [.. Enumerable.Range(0, types).Select(index => $"""
            SELECT seq, type, id, op, version, at, written_by
            FROM changes
            WHERE type = @Type{index}
              AND seq > @After
            """)];
        return $"{(types == 1 ? arms[0] : string.Join("\nUNION ALL\n", arms.Select(arm => engine.Arm(arm, Ending))))}\n{Ending}";
    }

    /// <summary>
    /// At most <paramref name="limit"/> entries after a position and the position to go on from: the last entry's, or, where
    /// there are no more, the head of the feed, which what the types leave out has moved on as well. A statement for the
    /// entries, one for the head, one for each noun among them. A standby may be asked for what comes after its own head: there is nothing, and nobody
    /// is sent back.
    /// </summary>
    public static async Task<(IReadOnlyList<FeedEntry> Entries, long Next)> ReadAsync(Session session, NounCatalog catalog, long after, int limit, IReadOnlyList<string> types)
    {
        var head = await FeedHead.ReadAsync(session);
        var parameters = new DynamicParameters(new { After = after, Limit = limit });
        foreach (var (index, type) in types.Index()) parameters.Add($"Type{index}", type);
        var rows = await session.QueryAsync<EntryRow>(types.Count == 0 ? FindEntries : FindEntriesOf(session.Engine, types.Count), parameters);
        var records = new Dictionary<long, JsonObject>();
        foreach (var group in rows.GroupBy(row => row.Type))
        {
            foreach (var (seq, record) in await catalog[$"{group.Key}s"].LoadVersionsAsync(session, group.Select(row => row.Seq))) records[seq] = record;
        }

        var entries = rows.Select(row => row.ToEntry(records.GetValueOrDefault(row.Seq))).ToArray();
        return (entries, rows.Count == limit ? rows[^1].Seq : Math.Max(after, head.Seq));
    }

    private sealed record EntryRow
    {
        public required long Seq { get; init; }

        public required string Type { get; init; }

        public required string Id { get; init; }

        public required string Op { get; init; }

        public required long Version { get; init; }

        public required long At { get; init; }

        public required string WrittenBy { get; init; }

        public FeedEntry ToEntry(JsonObject? data) => new()
        {
            Seq = Cursor.Position(Seq),
            Type = Words<FeedType>.Parse(Type),
            Id = Id,
            Op = Words<ChangeOp>.Parse(Op),
            Version = Version,
            At = Instant.Write(At),
            By = WrittenBy,
            Data = data,
        };
    }
}
