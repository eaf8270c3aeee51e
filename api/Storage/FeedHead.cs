namespace StanceApi.Storage;

/// <summary>The newest entry of the change feed: its position (0 before the first write) and its instant in microseconds.</summary>
internal readonly record struct FeedHead(long Seq, long At)
{
    public const string Newest = """
        SELECT seq, at
        FROM changes
        ORDER BY seq DESC
        LIMIT 1
        """;

    public static async Task<FeedHead> ReadAsync(Session session) =>
        await session.FirstOrDefaultAsync<FeedRow>(Newest) is { } row ? new FeedHead(row.Seq, row.At) : default;

    private sealed record FeedRow
    {
        public required long Seq { get; init; }

        public required long At { get; init; }
    }
}
