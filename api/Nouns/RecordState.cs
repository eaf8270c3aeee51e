using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>What is known of an id: its current row, or that it was retired, or nothing.</summary>
/// <param name="Current">The current row, null where there is none.</param>
/// <param name="LastVersion">The last version, that of a retirement included; 0 where there never was one.</param>
internal sealed record RecordState<TRow>(TRow? Current, long LastVersion)
    where TRow : class, INounRow
{
    private const string SelectLastVersion = """
        SELECT version
        FROM changes
        WHERE type = @Type
          AND id = @Id
          AND seq <= @Seq
        ORDER BY version DESC
        LIMIT 1
        """;

    /// <summary>What a version of new content does to the record.</summary>
    public Effect Effect => Current is not null ? Effect.Updated : IsRetired ? Effect.Restored : Effect.Created;

    public bool IsRetired => Current is null && LastVersion > 0;

    /// <summary>The state at a feed position; null means now.</summary>
    public static async Task<RecordState<TRow>> ReadAsync(Session session, INoun noun, string id, long? seq = null)
    {
        var parameters = new { Type = noun.Singular, Id = id, Seq = seq ?? long.MaxValue };
        var current = await session.FirstOrDefaultAsync<TRow>(noun.Table.ById(session.Engine, seq), parameters);
        var last = current?.Version ?? await session.FirstOrDefaultAsync<long>(SelectLastVersion, parameters);
        return new RecordState<TRow>(current, last);
    }

    /// <summary>The states of several ids now; two statements.</summary>
    public static async Task<IReadOnlyDictionary<string, RecordState<TRow>>> ReadAsync(Session session, INoun noun, IReadOnlyList<string> ids)
    {
        var rows = (await session.QueryAsync<TRow>(noun.Table.ByIds(session.Engine, seq: null), new { Ids = session.Engine.List(ids) })).ToDictionary(row => row.Id);
        string[] others = [.. ids.Where(id => !rows.ContainsKey(id))];
        var versions = others.Length == 0 ? [] : await session.QueryAsync<VersionRow>(LastVersions(session.Engine), new { Type = noun.Singular, Ids = session.Engine.List(others) });
        var last = versions.ToDictionary(row => row.Id, row => row.Version);
        return ids.ToDictionary(id => id, id => rows.TryGetValue(id, out var row) ? new RecordState<TRow>(row, row.Version) : new RecordState<TRow>(null, last.GetValueOrDefault(id)));
    }

    /// <summary>The current row, or the last one of a record that was retired; null where there never was any.</summary>
    public async Task<TRow?> LastRowAsync(Session session, INoun noun, string id)
    {
        if (!IsRetired) return Current;
        // The retirement itself is a version without a row.
        return await session.FirstOrDefaultAsync<TRow>(noun.Table.Versions, new { Id = id, Lowest = LastVersion - 1, Highest = LastVersion - 1 });
    }

    internal static string LastVersions(Engine engine) => $"""
        SELECT id, MAX(version) AS version
        FROM changes
        WHERE type = @Type
          AND {engine.AnyOf("id", "@Ids")}
        GROUP BY id
        """;

    /// <summary>404 or 410, for an id without a current row.</summary>
    public Problem Missing(INoun noun, string id) => IsRetired
        ? Problem.At(StatusCodes.Status410Gone, Codes.Retired, $"The {noun.Singular} '{id}' was retired. What it was stands in /v1/{noun.Plural}/{id}/history; PUT /v1/{noun.Plural}/{id} restores it.", ErrorPlace.Path, "/id") with
        {
            Link = ($"/v1/{noun.Plural}/{id}/history", "version-history"),
        }
        : NotFound(noun, id);

    public static Problem NotFound(INoun noun, string id) =>
        Problem.At(StatusCodes.Status404NotFound, Codes.NotFound, $"There is no {noun.Singular} '{id}'.", ErrorPlace.Path, "/id");

    private sealed record VersionRow
    {
        public required string Id { get; init; }

        public required long Version { get; init; }
    }
}
