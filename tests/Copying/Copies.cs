using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using StanceApi.Copying;
using StanceApi.Storage;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Copying;

/// <summary>Copies between databases of tests, and what lies in them.</summary>
internal static class Copies
{
    /// <summary>Copies the store in one database into another.</summary>
    public static Task<CopyReport> CopyAsync(this TestDatabase from, TestDatabase to, Action<string>? tell = null) =>
        StoreCopy.RunAsync(from.ConnectionString, to.ConnectionString, tell ?? (_ => { }), TimeProvider.System, NullLogger.Instance);

    public static Engine Engine(TestDatabase database) => StorageFeature.EngineOf(database.ConnectionString, new ServiceLimits());

    public static async Task ExecuteAsync(this TestDatabase database, string sql)
    {
        await using var engine = Engine(database);
        await using var connection = await engine.OpenWriterAsync();
        await connection.ExecuteAsync(sql);
    }

    /// <summary>Every table with its rows in order, each as one text: all that makes up the store.</summary>
    public static async Task<SortedDictionary<string, string[]>> RowsAsync(this TestDatabase database)
    {
        await using var engine = Engine(database);
        await using var connection = await engine.OpenReaderAsync(CancellationToken.None);
        var rows = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var table in (await TablesAsync(engine, connection)).Where(CopiedTables.IsCopied)) rows.Add(table.Name, await RowsAsync(connection, table));
        return rows;
    }

    /// <summary>The tables as the database describes them.</summary>
    public static async Task<IReadOnlyList<StoredTable>> TablesAsync(this TestDatabase database)
    {
        await using var engine = Engine(database);
        await using var connection = await engine.OpenReaderAsync(CancellationToken.None);
        return await TablesAsync(engine, connection);
    }

    private static async Task<IReadOnlyList<StoredTable>> TablesAsync(Engine engine, DbConnection connection)
    {
        await using var transaction = engine.BeginRead(connection);
        return await StoredTable.ReadAllAsync(new TransactionSession(engine, connection, transaction));
    }

    private static async Task<string[]> RowsAsync(DbConnection connection, StoredTable table)
    {
        var rows = new List<string>();
        await using var reader = await connection.ExecuteReaderAsync($"SELECT {string.Join(", ", table.Columns.Select(column => column.Name))} FROM {table.Name}");
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? "null" : Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture))));
        }

        return [.. rows.Order(StringComparer.Ordinal)];
    }
}
