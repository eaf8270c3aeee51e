using Dapper;
using Microsoft.Data.Sqlite;
using StanceApi.Storage;
using StanceApi.Tests.Http;

namespace StanceApi.Tests.Storage;

/// <summary>Copies of one valid row of a table, each changed in a column or two, inside a transaction that is never committed.</summary>
internal sealed class Copies : IAsyncDisposable
{
    private const long Beyond = 1_000_000;

    private readonly SqliteConnection connection;
    private readonly SqliteTransaction transaction;
    private readonly string table;
    private readonly string chosen;
    private readonly string[] columns;
    private readonly string owner;

    private Copies(SqliteConnection connection, string table, string chosen, string[] columns, string owner)
    {
        this.connection = connection;
        this.table = table;
        this.chosen = chosen;
        this.columns = columns;
        this.owner = owner;
        transaction = connection.BeginTransaction();
    }

    public static async Task<Copies> OpenAsync(BadInputStore store, string table, string? chosen = null)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = store.Host.Database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("PRAGMA foreign_keys = ON");
        string[] columns = [.. await connection.QueryAsync<string>("SELECT name FROM pragma_table_info(@table) ORDER BY cid", new { table })];
        var owner = store.Existing.GetValueOrDefault(table, "");
        return new Copies(connection, table, chosen ?? $"id = '{owner}'", columns, owner);
    }

    /// <summary>The copy, under an id and a feed position of its own where no others are given, is taken.</summary>
    public async Task TakesAsync(params (string Column, object? Value)[] changes)
    {
        var (sql, parameters) = Insert(changes);
        Assert.Equal(1, await TryAsync(sql, parameters));
    }

    /// <summary>The copy is refused by a constraint of the given kind.</summary>
    public Task RefusesAsync(int constraint, params (string Column, object? Value)[] changes)
    {
        var (sql, parameters) = Insert(changes);
        return RefusesStatementAsync(constraint, sql, parameters);
    }

    public async Task TakesLinkAsync(Link link, string target)
    {
        await connection.ExecuteAsync("SAVEPOINT links", transaction: transaction);
        await connection.ExecuteAsync($"DELETE FROM {link.Name}", transaction: transaction);
        Assert.Equal(1, await connection.ExecuteAsync(InsertLink(link), new { owner, target }, transaction));
        await connection.ExecuteAsync("ROLLBACK TO links", transaction: transaction);
    }

    public Task RefusesLinkAsync(int constraint, Link link, string from, string target) => RefusesStatementAsync(constraint, InsertLink(link), new { owner = from, target });

    public async Task RefusesStatementAsync(int constraint, string sql, object parameters)
    {
        var seen = System.Text.Json.JsonSerializer.Serialize(parameters is DynamicParameters dynamic ? dynamic.ParameterNames.ToDictionary(name => name, dynamic.Get<object?>) : parameters);
        try
        {
            await TryAsync(sql, parameters);
        }
        catch (SqliteException refusal)
        {
            Assert.True(constraint == refusal.SqliteExtendedErrorCode, $"{sql} {seen}: {refusal.SqliteExtendedErrorCode} {refusal.Message}");
            return;
        }

        Assert.Fail($"{sql} {seen} was taken.");
    }

    /// <summary>A target that the owner has a link to.</summary>
    public Task<string> AnyTargetAsync(Link link) => connection.QueryFirstAsync<string>($"SELECT target FROM {link.Name} WHERE owner = @owner", new { owner }, transaction);

    /// <summary>A feed position that is taken.</summary>
    public Task<long> SeqAsync() => connection.QueryFirstAsync<long>($"SELECT seq FROM {table} WHERE {chosen}", transaction: transaction);

    public async Task<IReadOnlyList<string>> RequiredColumnsAsync() =>
        [.. await connection.QueryAsync<string>("""SELECT name FROM pragma_table_info(@table) WHERE "notnull" = 1 AND dflt_value IS NULL""", new { table }, transaction)];

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static string InsertLink(Link link) => $"INSERT INTO {link.Name} (owner, target, seq) VALUES (@owner, @target, {Beyond})";

    private (string Sql, DynamicParameters Parameters) Insert((string Column, object? Value)[] changes)
    {
        var parameters = new DynamicParameters();
        var values = changes.ToDictionary(change => change.Column, change => change.Value);
        values.TryAdd("seq", Beyond);
        if (table != "changes") values.TryAdd("id", "a-copy");
        foreach (var (column, value) in values) parameters.Add(column, value);
        var selected = columns.Select(column => values.ContainsKey(column) ? "@" + column : column);
        return ($"INSERT INTO {table} ({string.Join(", ", columns)}) SELECT {string.Join(", ", selected)} FROM {table} WHERE {chosen}", parameters);
    }

    private async Task<int> TryAsync(string sql, object parameters)
    {
        await connection.ExecuteAsync("SAVEPOINT attempt", transaction: transaction);
        try
        {
            return await connection.ExecuteAsync(sql, parameters, transaction);
        }
        finally
        {
            await connection.ExecuteAsync("ROLLBACK TO attempt", transaction: transaction);
        }
    }
}
