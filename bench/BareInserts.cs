using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace StanceApi.Bench;

/// <summary>
/// The rows that an import wrote into a SQLite store, inserted into a copy of everything else by one prepared statement for each table, in one
/// transaction, with the service's own PRAGMAs; what is read beforehand, a part at a time, is not counted.
/// </summary>
internal static class BareInserts
{
    private static readonly string[] Emptying =
    [
        "DELETE FROM position_arguments", "DELETE FROM positions", "DELETE FROM changes WHERE type = 'position'", "DELETE FROM search_entries WHERE type = 'position'",
        "INSERT INTO search_index (search_index) VALUES ('optimize')", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)",
    ];

    /// <summary>How long it takes, and how much of that is what is searched.</summary>
    public static (TimeSpan All, TimeSpan Searched) Run(string store, string bare)
    {
        // What the service wrote last is in the log beside its file.
        using (var log = Open($"Data Source={store};Pooling=False")) Execute(log, "PRAGMA wal_checkpoint(TRUNCATE)");
        File.Copy(store, bare);
        using var target = Open($"Data Source={bare};Pooling=False");
        foreach (var sql in Emptying) Execute(target, sql);
        using var source = Open($"Data Source={store};Pooling=False;Mode=ReadOnly");
        var (inserting, searched) = (new Stopwatch(), new Stopwatch());
        using var transaction = target.BeginTransaction();
        foreach (var (table, where) in new[] { ("changes", "WHERE type = 'position' ORDER BY seq"), ("positions", "ORDER BY seq"), ("position_arguments", "ORDER BY seq") })
            Copy(source, target, transaction, table, where, inserting);
        Copy(source, target, transaction, "search_entries", "WHERE type = 'position' ORDER BY entry", searched);
        inserting.Start();
        transaction.Commit();
        inserting.Stop();
        return (inserting.Elapsed + searched.Elapsed, searched.Elapsed);
    }

    private static void Copy(SqliteConnection source, SqliteConnection target, SqliteTransaction transaction, string table, string where, Stopwatch inserting)
    {
        const int PartRows = 10_000;
        using var select = source.CreateCommand();
        select.CommandText = $"SELECT * FROM {table} {where}";
        using var rows = select.ExecuteReader();
        using var insert = target.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = $"INSERT INTO {table} VALUES ({string.Join(", ", Enumerable.Range(0, rows.FieldCount).Select(column => $"@c{column}"))})";
        SqliteParameter[] values = [.. Enumerable.Range(0, rows.FieldCount).Select(column => insert.Parameters.Add($"@c{column}", SqliteType.Text))];
        for (var part = ReadPart(rows, PartRows); part.Count > 0; part = ReadPart(rows, PartRows))
        {
            inserting.Start();
            foreach (var row in part)
            {
                for (var column = 0; column < values.Length; column++)
                {
                    values[column].SqliteType = row[column] is long ? SqliteType.Integer : SqliteType.Text;
                    values[column].Value = row[column];
                }

                insert.ExecuteNonQuery();
            }

            inserting.Stop();
        }
    }

    private static List<object[]> ReadPart(SqliteDataReader rows, int count)
    {
        var part = new List<object[]>(count);
        while (part.Count < count && rows.Read())
        {
            var row = new object[rows.FieldCount];
            rows.GetValues(row);
            part.Add(row);
        }

        return part;
    }

    private static SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        if (!connectionString.Contains("ReadOnly", StringComparison.Ordinal)) Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, "PRAGMA synchronous = FULL");
        Execute(connection, "PRAGMA foreign_keys = ON");
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
