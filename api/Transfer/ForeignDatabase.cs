using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace StanceApi.Transfer;

/// <summary>A SQLite file that anybody may have made, opened to read what lies in its tables: nothing that its schema would have run is run.</summary>
internal static class ForeignDatabase
{
    /// <summary>How many bytes a value may have: an expression of some letters can ask for any number.</summary>
    public const int LongestValue = 67_108_864;

    private const string FindUnfit = """
        SELECT t.name, NULL, t.type
        FROM pragma_table_list AS t
        WHERE t.schema = 'main'
          AND t.type <> 'table'
          AND t.name COLLATE NOCASE IN (SELECT value FROM json_each(@Names))
        UNION ALL
        SELECT t.name, c.name, CASE WHEN c.hidden > 0 THEN 'computed' ELSE 'no key' END
        FROM pragma_table_list AS t
        JOIN pragma_table_xinfo(t.name) AS c
        WHERE t.schema = 'main'
          AND t.type = 'table'
          AND t.name COLLATE NOCASE IN (SELECT value FROM json_each(@Names))
          AND (c.hidden > 0 OR (c.name COLLATE NOCASE = 'ID' AND c.pk <> 1))
        """;

    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            connection.Open();
            Set(connection.Handle!, raw.SQLITE_DBCONFIG_ENABLE_VIEW, 0);
            Set(connection.Handle!, raw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0);
            Set(connection.Handle!, raw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
            Set(connection.Handle!, raw.SQLITE_DBCONFIG_DEFENSIVE, 1);
            _ = raw.sqlite3_limit(connection.Handle!, raw.SQLITE_LIMIT_LENGTH, LongestValue);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What stands where a table of one of these names does: a query or an expression of somebody else's, which may have no end,
    /// or rows that their ID does not tell apart, which a join would multiply. Null where all are tables.
    /// </summary>
    /// <exception cref="SqliteException">It is no database.</exception>
    public static string? Unfit(SqliteConnection connection, IEnumerable<string> names)
    {
        using var command = connection.CreateCommand();
        command.CommandText = FindUnfit;
        command.Parameters.AddWithValue("@Names", JsonSerializer.Serialize(names));
        using var row = command.ExecuteReader();
        if (!row.Read()) return null;
        return row.IsDBNull(1) ? $"{row.GetString(0)} is a {row.GetString(2)}" : $"{row.GetString(0)}.{row.GetString(1)} is {row.GetString(2)}";
    }

    private static void Set(sqlite3 database, int option, int value) => SqliteException.ThrowExceptionForRC(raw.sqlite3_db_config(database, option, value, out _), database);
}
