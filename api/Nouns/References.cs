using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>References between records: those an input makes, and those that others make to a record.</summary>
internal static class References
{
    private const int FirstReferrers = 10;

    /// <summary>
    /// What records of a noun refer to and is not current, each with its pointer; one statement for each noun referred to. A
    /// reference to the record itself is not looked up: it may be about to be created.
    /// </summary>
    public static async Task<Faults> MissingAsync(WriteSession session, NounCatalog catalog, string plural, IEnumerable<(string Owner, Reference Reference)> references)
    {
        var faults = new Faults();
        foreach (var group in references.Where(each => each.Reference.Noun != plural || each.Reference.Id != each.Owner).GroupBy(each => each.Reference.Noun))
        {
            var target = catalog[group.Key];
            var ids = session.Engine.List(group.Select(each => each.Reference.Id).Distinct(StringComparer.Ordinal));
            var missing = (await session.QueryAsync<MissingRow>(FindMissing(session.Engine, target), new { Type = target.Singular, Ids = ids })).ToDictionary(row => row.Id, row => row.Versions);
            if (missing.Count == 0) continue;
            foreach (var (owner, reference) in group.Where(each => missing.ContainsKey(each.Reference.Id))) faults.Add(owner, Error(reference, target, missing[reference.Id] > 0));
        }

        return faults;
    }

    /// <summary>The current records that refer to the one of <paramref name="id"/>, null where there is none.</summary>
    public static async Task<Referrers?> ToAsync(Session session, NounCatalog catalog, INoun noun, string id)
    {
        if (catalog.Referrers(noun) is not { } referrers) return null;
        var parameters = new { Id = id, Type = noun.Singular, Limit = FirstReferrers };
        var first = await session.QueryAsync<ReferrerRow>(First(referrers), parameters);
        if (first.Count == 0) return null;
        var counts = await session.QueryAsync<CountRow>(Count(referrers), parameters);
        return new Referrers(counts.ToDictionary(row => row.Type + "s", row => row.Count), [.. first.Select(row => new Referrer(row.Type, row.Id))]);
    }

    /// <summary>Selects the ids in @Ids that have no current record of the noun, with how many versions each ever had.</summary>
    internal static string FindMissing(Engine engine, INoun target) => $"""
        SELECT each.value AS id,
               (SELECT COUNT(*) FROM changes AS c WHERE c.type = @Type AND c.id = each.value) AS versions
        FROM {engine.Each("@Ids")}
        WHERE NOT EXISTS (SELECT 1 FROM {target.Plural} AS t WHERE t.id = each.value)
        """;

    internal static string First(string referrers) => $"{referrers}\nORDER BY type, id\nLIMIT @Limit";

    internal static string Count(string referrers) => $"""
        SELECT type, COUNT(*) AS count
        FROM ({referrers}) AS counted
        GROUP BY type
        ORDER BY type
        """;

    /// <summary>What is wrong with a reference to what is not there, or was retired.</summary>
    public static ProblemError Error(Reference reference, INoun target, bool isRetired) => isRetired
        ? JsonText.Error(reference.Pointer, Codes.ReferenceRetired, $"The {target.Singular} '{reference.Id}' was retired; restore it or name another.")
        : JsonText.Error(reference.Pointer, Codes.ReferenceNotFound, $"There is no {target.Singular} '{reference.Id}'; create it first.");

    private sealed record MissingRow
    {
        public required string Id { get; init; }

        public required long Versions { get; init; }
    }

    private sealed record ReferrerRow
    {
        public required string Type { get; init; }

        public required string Id { get; init; }
    }

    private sealed record CountRow
    {
        public required string Type { get; init; }

        public required long Count { get; init; }
    }
}
