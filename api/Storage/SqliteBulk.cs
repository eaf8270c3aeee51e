using System.Text;
using Microsoft.Data.Sqlite;

namespace StanceApi.Storage;

/// <summary>Many rows into one table: one prepared statement, row by row. Inside a process nothing is faster.</summary>
internal static class SqliteBulk
{
    public static void Insert(SqliteConnection connection, SqliteTransaction transaction, BulkInsert insert, IReadOnlyList<object?[]> rows)
    {
        using var command = Prepare(connection, transaction, insert);
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length; column++) command.Parameters[column].Value = row[column] ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Rows of another database, as they come.</summary>
    public static async Task LoadAsync(SqliteConnection connection, SqliteTransaction transaction, BulkInsert insert, IAsyncEnumerable<RawRow> rows)
    {
        using var command = Prepare(connection, transaction, insert);
        await foreach (var row in rows)
        {
            foreach (var (index, (_, isNumber)) in insert.Columns.Index())
                command.Parameters[index].Value = row.IsNull(index) ? DBNull.Value : isNumber ? row.Number(index) : Encoding.UTF8.GetString(row.Text(index));
            command.ExecuteNonQuery();
        }
    }

    private static SqliteCommand Prepare(SqliteConnection connection, SqliteTransaction transaction, BulkInsert insert)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.Parameters.AddRange(insert.Columns.Select((column, index) => new SqliteParameter($"@{index}", column.IsNumber ? SqliteType.Integer : SqliteType.Text)));
        command.CommandText = $"{insert.Into}\nVALUES ({string.Join(", ", insert.Columns.Select((_, index) => $"@{index}"))})\n{insert.Ending}";
        return command;
    }
}
