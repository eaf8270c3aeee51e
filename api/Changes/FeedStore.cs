using System.Text.Json.Nodes;
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
    /// The entries after a position and the position to go on from. With types, at most <paramref name="limit"/> entries are
    /// looked at and fewer may be answered: one statement for the entries, one for each noun among them.
    /// </summary>
    public static async Task<(IReadOnlyList<FeedEntry> Entries, long Next)> ReadAsync(Session session, NounCatalog catalog, long after, int limit, IReadOnlyList<string> types)
    {
        var rows = await session.QueryAsync<EntryRow>(FindEntries, new { After = after, Limit = limit });
        var wanted = rows.Where(row => types.Count == 0 || types.Contains(row.Type)).ToArray();
        var records = new Dictionary<long, JsonObject>();
        foreach (var group in wanted.GroupBy(row => row.Type))
        {
            foreach (var (seq, record) in await catalog[$"{group.Key}s"].LoadVersionsAsync(session, group.Select(row => row.Seq))) records[seq] = record;
        }

        var entries = wanted.Select(row => row.ToEntry(records.GetValueOrDefault(row.Seq))).ToArray();
        return (entries, rows.Count == 0 ? after : rows[^1].Seq);
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
