using System.Globalization;
using System.Text.Json.Nodes;
using StanceApi.Http;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Nouns;

/// <summary>Answers the history of a record: every version, newest first, with who, when and what changed.</summary>
internal sealed class NounHistory<TInput, TRow, TRecord>(Noun<TInput, TRow, TRecord> noun, SnapshotReads reads)
    where TInput : class, INounInput
    where TRow : class, INounRow
    where TRecord : class
{
    private const string FindVersions = """
        SELECT seq, version, op, at, written_by
        FROM changes
        WHERE type = @Type
          AND id = @Id
          AND version < @Before
          AND seq <= @Seq
        ORDER BY version DESC
        LIMIT @Limit
        """;

    private const string CountVersions = """
        SELECT COUNT(*)
        FROM changes
        WHERE type = @Type
          AND id = @Id
          AND seq <= @Seq
        """;

    /// <summary>What the service stamps each version with, which is no change of the record.</summary>
    private static readonly string[] Stamps = ["version", "recorded_at"];

    public Task<IResult> GetAsync(HttpContext http, string id)
    {
        var errors = Conditional.Check(http.Request);
        Paths.CheckId(id, errors);
        var query = new QueryParameters(http.Request, errors);
        var knownAt = KnownAt.Read(query);
        var limit = query.PageLimit(ListParameters.DefaultLimit);
        var binding = $"history {noun.Plural} {id} {knownAt?.Text}";
        var cursor = Cursor.Read(query, binding, isNumber: true);
        var count = query.Flag("count");
        query.RefuseOthers();
        return reads.AnswerAsync(http, errors, knownAt, cursor, (session, snapshot) => PageAsync(http, session, id, new Parameters(knownAt, limit, cursor, binding, count), snapshot));
    }

    private async Task<IResult> PageAsync(HttpContext http, ReadSession session, string id, Parameters parameters, Snapshot snapshot)
    {
        var (knownAt, limit, cursor, binding, count) = parameters;
        var before = cursor is null ? long.MaxValue : long.Parse(cursor.After.Key, CultureInfo.InvariantCulture);
        var versions = await session.QueryAsync<VersionRow>(FindVersions, new { Type = noun.Singular, Id = id, Before = before, snapshot.Seq, Limit = limit + 1 });
        if (versions.Count == 0 && cursor is null) return new ProblemResult(RecordState<TRow>.NotFound(noun, id));
        if (Conditional.NotModified(http, ETags.Weak(http.Request, snapshot.Seq)) is { } unchanged) return unchanged;
        var shown = versions.Take(limit).ToArray();
        var next = versions.Count > limit ? new Cursor(snapshot.Seq, new After(shown[^1].Version.ToString(CultureInfo.InvariantCulture), id)).Link(http, binding) : null;
        var page = new CountedPage<HistoryEntry<TRecord>>
        {
            Items = await EntriesAsync(session, id, shown),
            Next = next,
            KnownAt = snapshot.Echo(knownAt),
            Total = count ? await session.FirstOrDefaultAsync<long>(CountVersions, new { Type = noun.Singular, Id = id, snapshot.Seq }) : null,
        };
        return TypedResults.Json(page, Json.Options);
    }

    private async Task<HistoryEntry<TRecord>[]> EntriesAsync(Session session, string id, VersionRow[] versions)
    {
        if (versions.Length == 0) return [];
        // The version before the oldest shown; two before, where that one is a retirement.
        var parameters = new { Id = id, Lowest = versions[^1].Version - 2, Highest = versions[0].Version };
        var rows = (await session.QueryAsync<TRow>(noun.Table.Versions, parameters)).ToDictionary(row => row.Version);
        return [.. versions.Select(version => Entry(version, rows))];
    }

    private HistoryEntry<TRecord> Entry(VersionRow version, Dictionary<long, TRow> rows)
    {
        var row = rows.GetValueOrDefault(version.Version);
        var previous = rows.GetValueOrDefault(version.Version - 1) ?? (row is null ? null : rows.GetValueOrDefault(version.Version - 2));
        return new HistoryEntry<TRecord>
        {
            Seq = Cursor.Position(version.Seq),
            Version = version.Version,
            Op = Words<ChangeOp>.Parse(version.Op),
            At = Instant.Write(version.At),
            By = version.WrittenBy,
            Changes = row is null || previous is null ? [] : [.. Differences(noun.ToJson(previous), noun.ToJson(row))],
            Data = row is null ? null : noun.ToRecord(row),
        };
    }

    private static IEnumerable<MemberChange> Differences(JsonObject old, JsonObject @new) => @new
        .Where(member => !Stamps.Contains(member.Key) && !JsonNode.DeepEquals(member.Value, old[member.Key]))
        .Select(member => new MemberChange(member.Key, old[member.Key], member.Value));

    private sealed record Parameters(KnownAt? KnownAt, int Limit, Cursor? Cursor, string Binding, bool Count);

    private sealed record VersionRow
    {
        public required long Seq { get; init; }

        public required long Version { get; init; }

        public required string Op { get; init; }

        public required long At { get; init; }

        public required string WrittenBy { get; init; }
    }
}
