using Npgsql;
using NpgsqlTypes;

namespace StanceApi.Storage;

/// <summary>Many rows at once into PostgreSQL.</summary>
internal static class PostgreSqlBulk
{
    /// <summary>From so many rows on a COPY is faster than a statement, though it takes more round trips.</summary>
    private const int FewestCopied = 100;

    /// <summary>Many rows are copied. Few are one statement over a list for each column: one round trip, and conflicts can be answered as COPY cannot.</summary>
    public static async Task InsertAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, BulkInsert insert, IReadOnlyList<object?[]> rows)
    {
        if (rows.Count == 0) return;
        if (rows.Count >= FewestCopied && insert.Ending.Length == 0) await CopyAsync(connection, insert, rows);
        else await ExecuteAsync(connection, transaction, insert, rows);
    }

    /// <summary>COPY in its binary form: the texts go through as the UTF-8 that they are.</summary>
    public static async Task LoadAsync(NpgsqlConnection connection, BulkInsert insert, IAsyncEnumerable<RawRow> rows)
    {
        await using var copy = await BeginAsync(connection, insert);
        copy.Timeout = PostgreSqlServers.LongestWork;
        await foreach (var row in rows)
        {
            await copy.StartRowAsync();
            foreach (var (index, (_, isNumber)) in insert.Columns.Index())
            {
                if (row.IsNull(index)) await copy.WriteNullAsync();
                else if (isNumber) await copy.WriteAsync(row.Number(index), NpgsqlDbType.Bigint);
                else await copy.WriteAsync(row.Text(index).ToArray(), NpgsqlDbType.Text);
            }
        }

        // Disposing alone would take everything back.
        await copy.CompleteAsync();
    }

    private static async Task CopyAsync(NpgsqlConnection connection, BulkInsert insert, IReadOnlyList<object?[]> rows)
    {
        await using var copy = await BeginAsync(connection, insert);
        foreach (var row in rows)
        {
            await copy.StartRowAsync();
            for (var column = 0; column < row.Length; column++)
            {
                if (row[column] is null) await copy.WriteNullAsync();
                else if (insert.Columns[column].IsNumber) await copy.WriteAsync((long)row[column]!, NpgsqlDbType.Bigint);
                else await copy.WriteAsync((string)row[column]!, NpgsqlDbType.Text);
            }
        }

        await copy.CompleteAsync();
    }

    private static Task<NpgsqlBinaryImporter> BeginAsync(NpgsqlConnection connection, BulkInsert insert) =>
        connection.BeginBinaryImportAsync($"COPY {insert.Table} ({string.Join(", ", insert.Columns.Select(column => column.Name))}) FROM STDIN (FORMAT BINARY)");

    private static async Task ExecuteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, BulkInsert insert, IReadOnlyList<object?[]> rows)
    {
        await using var command = new NpgsqlCommand { Connection = connection, Transaction = transaction };
        foreach (var (index, column) in insert.Columns.Index())
        {
            command.Parameters.Add(column.IsNumber
                ? new NpgsqlParameter<long?[]> { TypedValue = [.. rows.Select(row => (long?)row[index])] }
                : new NpgsqlParameter<string?[]> { TypedValue = [.. rows.Select(row => (string?)row[index])] });
        }

        var columns = string.Join(", ", insert.Columns.Select(column => column.Name));
        var lists = string.Join(", ", insert.Columns.Select((column, index) => $"${index + 1}::{(column.IsNumber ? "bigint" : "text")}[]"));
        command.CommandText = $"{insert.Into}\nSELECT {columns}\nFROM unnest({lists}) AS rows ({columns})\n{insert.Ending}";
        await command.ExecuteNonQueryAsync();
    }
}
