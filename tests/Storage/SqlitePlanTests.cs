using Dapper;
using StanceApi.Storage;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Storage;

/// <summary>Plans of SQLite, which does not look at the rows for them.</summary>
public sealed class SqlitePlanTests(SqlitePlanTests.Store store) : PlanTests, IClassFixture<SqlitePlanTests.Store>
{
    private protected override IServiceProvider Services => store.Host.Services;

    private protected override string FeedSearch => "SEARCH changes USING INDEX changes_type (type=? AND seq>?)";

    private protected override string LinkSearch => "position_arguments_target (target=?)";

    private protected override string FoundSearch => "positions_1 (id=?)";

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
