using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Transfer;

/// <summary>Answers what can be exported, with the counts of one state.</summary>
internal sealed class ExportIndexReads(ExportDatasets datasets, Readers readers, TimeProvider clock)
{
    /// <summary>The name of the row that counts the stored texts, which only the mixed file has.</summary>
    private const string Texts = "source_texts";

    public async Task<IResult> GetAsync(HttpContext http)
    {
        var errors = Conditional.Check(http.Request);
        var query = new QueryParameters(http.Request, errors);
        var knownAt = KnownAt.Read(query);
        query.RefuseOthers();
        if (errors.Count > 0) return new ProblemResult(Problem.Of(StatusCodes.Status400BadRequest, errors));
        var restricted = await RestrictedHead.ReadAsync(http, readers);
        var (session, snapshot, problem) = await Snapshot.OpenAsync(mayLag => readers.OpenAsync(mayLag, http.RequestAborted), Caller.OnlyReads(http.User), clock, knownAt, restricted);
        await using var _ = session;
        if (snapshot is null) return new ProblemResult(problem!);
        var seesRestricted = Caller.Has(http.User, AccessScope.Texts);
        var variant = seesRestricted ? "" : await ExportTexts.VariantAsync(session);
        if (Conditional.NotModified(http, ETags.Weak(http.Request, snapshot.Seq, variant)) is { } unchanged) return unchanged;
        var rows = await session.QueryAsync<CountRow>(Sql(session.Engine, datasets.Nouns, snapshot.Past, seesRestricted), new { snapshot.Seq });
        var index = new ExportIndex { Snapshot = Cursor.Position(snapshot.Seq), KnownAt = snapshot.Echo(knownAt), Datasets = [.. Entries(http.Request, rows, snapshot.Echo(knownAt))] };
        return TypedResults.Json(index, Json.Options);
    }

    private IEnumerable<ExportEntry> Entries(HttpRequest request, IReadOnlyList<CountRow> rows, string? knownAt)
    {
        var last = rows.Max(row => row.ChangedAt);
        foreach (var dataset in datasets.Lists)
        {
            var row = rows.FirstOrDefault(row => row.Name == dataset.Name);
            yield return Entry(request, dataset, row?.Count, row is null ? last : row.ChangedAt, knownAt);
        }

        yield return Entry(request, datasets.Everything, rows.Sum(row => row.Count), last, knownAt);
    }

    private static ExportEntry Entry(HttpRequest request, Dataset dataset, long? count, long? changedAt, string? knownAt) => new()
    {
        Name = dataset.Name ?? "everything",
        Count = count,
        ChangedAt = changedAt is { } at ? Instant.Write(at) : null,
        Files = [.. dataset.Formats.Select(format => new ExportFile(format.Word, format.MediaType, Paths.Within(request, $"{dataset.Path}?{Format.Parameter}={format.Word}{(knownAt is null ? "" : $"&known_at={knownAt}")}")))],
    };

    internal static string Sql(Engine engine, IReadOnlyList<INoun> nouns, long? seq, bool seesRestricted) => $"""
        {(seq is null ? "" : $"WITH {string.Join(",\n", nouns.Select(noun => noun.Table.AsOf(engine)))}\n")}{string.Join("\nUNION ALL\n", nouns.Select(Count))}
        UNION ALL
        SELECT '{Texts}' AS name,
               COUNT(*) AS count,
               NULL AS changed_at
        FROM sources
        WHERE text_sha256 IS NOT NULL{(seesRestricted ? "" : $"\n  AND NOT {ExportTexts.IsRestricted(engine)}")}
        """;

    private static string Count(INoun noun) => $"""
        SELECT '{noun.Plural}' AS name,
               COUNT(*) AS count,
               (SELECT MAX(c.at) FROM changes AS c WHERE c.seq = (SELECT MAX(l.seq) FROM changes AS l WHERE l.type = '{noun.Singular}' AND l.seq <= @Seq)) AS changed_at
        FROM {noun.Plural}
        """;

    private sealed record CountRow
    {
        public required string Name { get; init; }

        public required long Count { get; init; }

        public required long? ChangedAt { get; init; }
    }
}
