using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Verification;

/// <summary>A version of a record, as the feed names it.</summary>
internal sealed record VersionRow
{
    public required long Seq { get; init; }

    public required string Id { get; init; }

    public required long Version { get; init; }

    public required long At { get; init; }

    /// <summary>Where it stands, for people.</summary>
    public string Place(INoun noun) => $"{noun.Singular}/{Id} at {Seq}";
}

/// <summary>The versions of a noun's records in the order of the feed, a page at a time, retirements left out.</summary>
internal static class VersionPages
{
    public const int PageRows = 500;

    private const string FindPage = """
        SELECT seq, id, version, at
        FROM changes
        WHERE type = @Type
          AND seq > @After
          AND op <> 'retire'
        ORDER BY seq
        LIMIT @Limit
        """;

    public static async IAsyncEnumerable<IReadOnlyList<VersionRow>> ReadAsync(Session session, INoun noun, Action<int> told, int limit = PageRows)
    {
        var after = 0L;
        while (true)
        {
            var page = await session.QueryAsync<VersionRow>(FindPage, new { Type = noun.Singular, After = after, Limit = limit });
            if (page.Count == 0) yield break;
            yield return page;
            told(page.Count);
            after = page[^1].Seq;
        }
    }
}
