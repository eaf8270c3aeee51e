using System.Data.Common;
using Dapper;
using StanceApi.Storage;
using StanceApi.Tests.Engines;
using StanceApi.Tests.Http;

namespace StanceApi.Tests.Storage;

/// <summary>Copies of one valid row of a table, each changed in a column or two, inside a transaction that is never committed.</summary>
internal sealed class Copies : IAsyncDisposable
{
    private const long Beyond = 1_000_000;

    private readonly TestDatabase database;
    private readonly DbConnection connection;
    private readonly DbTransaction transaction;
    private readonly string table;
    private readonly string chosen;
    private readonly Column[] columns;
    private readonly string owner;

    private Copies(TestDatabase database, DbConnection connection, string table, string chosen, Column[] columns, string owner)
    {
        this.database = database;
        this.connection = connection;
        this.table = table;
        this.chosen = chosen;
        this.columns = columns;
        this.owner = owner;
        transaction = connection.BeginTransaction();
    }

    public static async Task<Copies> OpenAsync(BadInputStore store, string table, string? chosen = null)
    {
        var connection = await store.Host.Services.GetRequiredService<Engine>().OpenWriterAsync();
        Column[] columns = [.. await connection.QueryAsync<Column>(store.Host.Database.Columns, new { table })];
        var owner = store.Existing.GetValueOrDefault(table, "");
        return new Copies(store.Host.Database, connection, table, chosen ?? $"id = '{owner}'", columns, owner);
    }

    /// <summary>The copy, under an id and a feed position of its own where no others are given, is taken.</summary>
    public async Task TakesAsync(params (string Column, object? Value)[] changes)
    {
        var (sql, parameters) = Insert(changes);
        Assert.Equal(1, await TryAsync(sql, parameters));
    }

    /// <summary>The copy is refused by a constraint of the given kind.</summary>
    public Task RefusesAsync(Refusal constraint, params (string Column, object? Value)[] changes)
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

    public Task RefusesLinkAsync(Refusal constraint, Link link, string from, string target) => RefusesStatementAsync(constraint, InsertLink(link), new { owner = from, target });

    public async Task RefusesStatementAsync(Refusal constraint, string sql, object parameters)
    {
        var seen = System.Text.Json.JsonSerializer.Serialize(parameters is DynamicParameters dynamic ? dynamic.ParameterNames.ToDictionary(name => name, dynamic.Get<object?>) : parameters);
        try
        {
            await TryAsync(sql, parameters);
        }
        catch (DbException refusal)
        {
            Assert.True(constraint == database.RefusalOf(refusal), $"{sql} {seen}: {database.RefusalOf(refusal)} {refusal.Message}");
            return;
        }

        Assert.Fail($"{sql} {seen} was taken.");
    }

    /// <summary>A target that the owner has a link to.</summary>
    public Task<string> AnyTargetAsync(Link link) => connection.QueryFirstAsync<string>($"SELECT target FROM {link.Name} WHERE owner = @owner", new { owner }, transaction);

    /// <summary>A feed position that is taken.</summary>
    public Task<long> SeqAsync() => connection.QueryFirstAsync<long>($"SELECT seq FROM {table} WHERE {chosen}", transaction: transaction);

    public IEnumerable<string> RequiredColumns => columns.Where(column => column.IsRequired == 1).Select(column => column.Name);

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
        var selected = columns.Select(column => values.ContainsKey(column.Name) ? "@" + column.Name : column.Name);
        return ($"INSERT INTO {table} ({string.Join(", ", columns.Select(column => column.Name))}) SELECT {string.Join(", ", selected)} FROM {table} WHERE {chosen}", parameters);
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

    private sealed record Column
    {
        public required string Name { get; init; }

        public required long IsRequired { get; init; }
    }
}
