using System.Text.Json.Nodes;
using Dapper;
using StanceApi.Storage;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Storage;

/// <summary>Plans of PostgreSQL, which chooses them by what the tables hold: over many rows, analyzed.</summary>
public sealed class PostgreSqlPlanTests(PostgreSqlPlanTests.Store store) : PlanTests, IClassFixture<PostgreSqlPlanTests.Store>
{
    private protected override IServiceProvider Services => store.Services;

    /// <summary>Where a type is frequent, going along the whole feed costs less than looking the type up: either index will do.</summary>
    private protected override string FeedSearch => "(seq > ";

    private protected override string LinkSearch => "(target = 'arguments-77'";

    private protected override string FoundSearch => "(id = ANY ($";

    private protected override Task<Plan> PlanAsync((string Sql, DynamicParameters Parameters) query) => PlanAsync(query, "EXPLAIN (FORMAT JSON)");

    private protected override Task<Plan> StreamPlanAsync((string Sql, DynamicParameters Parameters) query) => PlanAsync(query, "EXPLAIN (FORMAT JSON) DECLARE rows NO SCROLL CURSOR FOR");

    private async Task<Plan> PlanAsync((string Sql, DynamicParameters Parameters) query, string explain)
    {
        await using var connection = await Services.GetRequiredService<Engine>().OpenReaderAsync(TestContext.Current.CancellationToken);
        var root = JsonNode.Parse((await connection.QuerySingleAsync<string>($"{explain} {query.Sql}", query.Parameters))!)![0]!["Plan"]!;
        JsonNode[] nodes = [.. Nodes(root)];
        return new Plan(
            [.. nodes.Where(node => Type(node) == "Sort" && Nodes(node).Any(ReadsAll)).Select(node => node.ToJsonString())],
            [.. nodes.Where(node => Type(node) == "Seq Scan").Select(node => node.ToJsonString())],
            [.. nodes.Select(node => (string?)node["Index Cond"]).OfType<string>()]);
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode node) => [node, .. (node["Plans"]?.AsArray() ?? []).SelectMany(child => Nodes(child!))];

    private static string Type(JsonNode node) => (string)node["Node Type"]!;

    /// <summary>Whether a scan has no condition that finds its rows.</summary>
    private static bool ReadsAll(JsonNode node) => Type(node).EndsWith("Scan", StringComparison.Ordinal) && Type(node) is not ("Bitmap Heap Scan" or "Subquery Scan") && node["Index Cond"] is null;

    public sealed class Store : IAsyncLifetime
    {
        private PostgreSqlDatabase? database;
        private StanceHost? host;

        /// <summary>The services over the filled database; a test that asks is skipped where there is no server.</summary>
        internal IServiceProvider Services
        {
            get
            {
                Assert.SkipWhen(host is null, PostgreSqlCluster.Missing ?? "");
                return host!.Services;
            }
        }

        public async ValueTask InitializeAsync()
        {
            if (PostgreSqlCluster.MaySkip) return;
            database = await PostgreSqlDatabase.CreateAsync();
            host = await StanceHost.OverAsync(database);
            await ManyRows.FillAsync(host.Services);
            await using var connection = await host.Services.GetRequiredService<Engine>().OpenWriterAsync();
            await connection.ExecuteAsync("VACUUM ANALYZE");
        }

        public async ValueTask DisposeAsync()
        {
            if (host is not null) await host.DisposeAsync();
            if (database is not null) await database.DisposeAsync();
        }
    }
}
