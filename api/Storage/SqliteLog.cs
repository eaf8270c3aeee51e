using System.Data.Common;
using Dapper;

namespace StanceApi.Storage;

/// <summary>
/// The write-ahead log beside a SQLite file, with its index, held open so that it stays the same one for as long as the process writes: what is written to one that was deleted
/// or replaced is found by nobody who opens the file later, unless it is moved into the file by the last connection that is closed, which this one may be.
/// </summary>
internal sealed class SqliteLog : IDisposable
{
    /// <summary>What the name of the log has after that of the database.</summary>
    public const string Ending = "-wal";

    /// <summary>What opens the log, which connecting alone does not.</summary>
    private const string Look = "SELECT COUNT(*) FROM sqlite_schema";

    /// <summary>What the name of its index has after that of the database: by that the processes that have the file open know of each other.</summary>
    public const string IndexEnding = "-shm";

    private readonly string file;
    private readonly DbConnection connection;
    private readonly ((ulong, ulong)? Log, (ulong, ulong)? Index) identity;

    private SqliteLog(string file, DbConnection connection)
    {
        this.file = file;
        this.connection = connection;
        identity = Identity;
    }

    /// <summary>Whether another file has the name of either by now, or none; false where the system does not tell.</summary>
    public bool IsLost => identity != Identity;

    private ((ulong, ulong)? Log, (ulong, ulong)? Index) Identity => (PosixFile.IdentityOf($"{file}{Ending}"), PosixFile.IdentityOf($"{file}{IndexEnding}"));

    /// <summary>Holds the log of a database.</summary>
    /// <param name="file">The path of the database.</param>
    /// <param name="writer">The connection string that writes to it: who only reads does not move the log into the file.</param>
    /// <exception cref="DbException">The database cannot be read.</exception>
    public static SqliteLog Hold(string file, string writer)
    {
        var connection = SqliteConnections.Open(writer);
        try
        {
            connection.ExecuteScalar<long>(Look);
            return new SqliteLog(file, connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Moves what it holds into the file that it was opened with, wherever that is by now.</summary>
    public void Settle()
    {
        try
        {
            SqliteConnections.Run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (DbException)
        {
            // What it holds stays where it is.
        }
    }

    public void Dispose() => connection.Dispose();
}
