using System.Diagnostics;
using Npgsql;

namespace StanceApi.Bench;

/// <summary>
/// The rows that an import wrote into a PostgreSQL store, written once more by a bare binary COPY for each table, in one transaction, after they were
/// taken out of the same tables.
/// </summary>
internal static class BareCopies
{
    private const string Searched = "search_entries";

    private static readonly (string Table, string Columns, string Where)[] Tables =
    [
        ("changes", "*", "WHERE type = 'position'"),
        ("positions", "*", ""),
        ("position_arguments", "*", ""),
        (Searched, "entry, type, id, part, names, words, name_count, word_count, passage, passage_start", "WHERE type = 'position'"),
    ];

    private static readonly string[] Emptying =
    [
        "TRUNCATE position_arguments, position_reporters, position_conditions, positions",
        "DELETE FROM changes WHERE type = 'position'",
        "DELETE FROM search_entries WHERE type = 'position'",
    ];

    /// <summary>How long it takes, and how much of that is what is searched.</summary>
    public static async Task<(TimeSpan All, TimeSpan Searched)> RunAsync(Database database, string folder)
    {
        await using var connection = (NpgsqlConnection)await database.OpenAsync();
        foreach (var (table, columns, where) in Tables) await WriteAsync(connection, $"COPY (SELECT {columns} FROM {table} {where} ORDER BY {(table == Searched ? "entry" : "seq")}) TO STDOUT (FORMAT BINARY)", Path.Combine(folder, table));
        await database.ExecuteAsync(Emptying);
        await ExecuteAsync(connection, "VACUUM FULL ANALYZE");
        var (inserting, searched) = (new Stopwatch(), new Stopwatch());
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var (table, columns, _) in Tables)
        {
            var clock = table == Searched ? searched : inserting;
            clock.Start();
            await ReadAsync(connection, $"COPY {table} {(columns == "*" ? "" : $"({columns})")} FROM STDIN (FORMAT BINARY)", Path.Combine(folder, table));
            clock.Stop();
        }

        inserting.Start();
        await transaction.CommitAsync();
        inserting.Stop();
        return (inserting.Elapsed + searched.Elapsed, searched.Elapsed);
    }

    private static async Task WriteAsync(NpgsqlConnection connection, string copy, string file)
    {
        await using var rows = await connection.BeginRawBinaryCopyAsync(copy);
        await using var target = File.Create(file);
        await rows.CopyToAsync(target);
    }

    private static async Task ReadAsync(NpgsqlConnection connection, string copy, string file)
    {
        await using var source = File.OpenRead(file);
        await using var rows = await connection.BeginRawBinaryCopyAsync(copy);
        await source.CopyToAsync(rows);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
