using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Storage;

/// <summary>Tests of what only a server does, each over a database of its own.</summary>
public abstract class OnServer : IAsyncLifetime
{
    internal PostgreSqlDatabase Database { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (!PostgreSqlCluster.MaySkip) Database = await PostgreSqlDatabase.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Database is not null) await Database.DisposeAsync();
    }

    protected static void SkipWithoutServer() => Assert.SkipWhen(PostgreSqlCluster.MaySkip, PostgreSqlCluster.Missing ?? "");

    protected static JsonObject Actor(int number) => new() { ["name"] = $"Actor {number}", ["kind"] = "person" };

    protected async Task<long> CountAsync(string condition)
    {
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
        return await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND {condition}");
    }
}
