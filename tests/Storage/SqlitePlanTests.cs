using Dapper;
using StanceApi.Storage;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Storage;

/// <summary>Plans of SQLite, which does not look at the rows for them.</summary>
public sealed class SqlitePlanTests(SqlitePlanTests.Store store) : PlanTests, IClassFixture<SqlitePlanTests.Store>
{
    private protected override IServiceProvider Services => store.Host.Services;

    private protected override string FeedSearch => "SEARCH changes USING INDEX changes_type (type=? AND seq>?)";

    [Theory]
    [InlineData("argument_id", "position_arguments", false)]
    [InlineData("argument_id", "position_arguments", true)]
    [InlineData("reported_by", "position_reporters", false)]
    [InlineData("reported_by", "position_reporters", true)]
    public async Task A_page_of_what_links_to_one_record_begins_with_the_links(string filter, string links, bool past)
    {
        var page = Page("positions", "recorded_at", descending: true, past, filter) with { After = null, UpTo = null };

        var plan = await PlanAsync(page.Rows(Engine));

        Assert.Empty(plan.Wholes);
        Assert.Contains(plan.Searches, search => search.Contains($"{links}_target (target=?)", StringComparison.Ordinal));
        Assert.Contains(plan.Searches, search => search.Contains("autoindex_positions_1 (id=?)", StringComparison.Ordinal));
    }

    private protected override async Task<Plan> PlanAsync((string Sql, DynamicParameters Parameters) query)
    {
        await using var connection = await Services.GetRequiredService<Engine>().OpenReaderAsync(TestContext.Current.CancellationToken);
        string[] steps = [.. (await connection.QueryAsync<(long Id, long Parent, long Unused, string Detail)>($"EXPLAIN QUERY PLAN {query.Sql}", query.Parameters)).Select(step => step.Detail)];
        return new Plan(
            [.. steps.Where(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal))],
            [.. steps.Where(step => step.StartsWith("SCAN", StringComparison.Ordinal) && !step.Contains("INDEX", StringComparison.Ordinal))],
            [.. steps.Where(step => step.StartsWith("SEARCH", StringComparison.Ordinal))]);
    }

    private protected override Task<Plan> StreamPlanAsync((string Sql, DynamicParameters Parameters) query) => PlanAsync(query);

    public sealed class Store : IAsyncLifetime
    {
        private readonly SqliteDatabase database = new();

        public StanceHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await StanceHost.OverAsync(database);

        public async ValueTask DisposeAsync()
        {
            await Host.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
