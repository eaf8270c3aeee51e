using System.Data.Common;
using System.Diagnostics.Metrics;
using Dapper;

namespace StanceApi.Storage;

/// <summary>Statements on one connection inside one transaction. Not for two callers at once.</summary>
internal class Session(Engine engine, DbConnection connection, DbTransaction transaction)
{
    // Columns are snake_case and rows PascalCase; without this Dapper leaves such members null and says nothing.
    static Session() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    private static readonly Meter Meter = new("StanceApi.Storage");
    private static readonly Counter<long> Statements = Meter.CreateCounter<long>("stance.statements", "{statement}", "Statements sent to the store.");

    public Engine Engine { get; } = engine;

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        Statements.Add(1);
        return (await connection.QueryAsync<T>(sql, parameters, transaction)).AsList();
    }

    public async Task<T?> FirstOrDefaultAsync<T>(string sql, object? parameters = null)
    {
        Statements.Add(1);
        return await connection.QueryFirstOrDefaultAsync<T>(sql, parameters, transaction);
    }

    public Task<int> ExecuteAsync(string sql, object? parameters = null)
    {
        Statements.Add(1);
        return connection.ExecuteAsync(sql, parameters, transaction);
    }
}
