using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace StanceApi.Storage;

/// <summary>Connections to a SQLite file, each with every setting of its own, and what is run on them.</summary>
internal static class SqliteConnections
{
    private const int BusyTimeoutMilliseconds = 5_000;

    public static DbConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            Run(connection, $"PRAGMA busy_timeout = {BusyTimeoutMilliseconds}");
            Run(connection, "PRAGMA foreign_keys = ON");
            Run(connection, "PRAGMA trusted_schema = OFF");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void Run(DbConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
        command.CommandText = pragma;
        command.ExecuteNonQuery();
    }
}
