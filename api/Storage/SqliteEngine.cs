using System.Data.Common;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace StanceApi.Storage;

/// <summary>SQLite, embedded: one file, one writing process, many readers.</summary>
internal sealed class SqliteEngine : Engine
{
    private const int BusyTimeoutMilliseconds = 5_000;

    private readonly string file;
    private readonly string writer;
    private readonly string reader;

    private StoreLock? claim;

    /// <exception cref="ArgumentException">The connection string does not name a file.</exception>
    public SqliteEngine(string connectionString)
    {
        var settings = new SqliteConnectionStringBuilder(connectionString);
        file = File(settings.DataSource);
        // Pooled connections would keep the PRAGMAs of whoever had them before; the readers are kept open by Readers instead.
        settings.Pooling = false;
        writer = settings.ToString();
        settings.Mode = SqliteOpenMode.ReadOnly;
        reader = settings.ToString();
    }

    public override string Schema => "main";

    public override Dictionary<string, string> DdlWords => new()
    {
        ["${int64}"] = "INTEGER",
        ["${text}"] = "TEXT",
        ["${strict}"] = " STRICT",
    };

    public override bool HasOtherWriters => false;

    public override bool HasTable(DbConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '{name}'";
        return (long)command.ExecuteScalar()! > 0;
    }

    public override long ReadStamp(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }

    public override void WriteStamp(DbConnection connection, int stamp) => Run(connection, $"PRAGMA user_version = {stamp}");

    /// <summary>Whoever migrates has the file for itself, until this engine is disposed.</summary>
    public override Task<DbConnection> OpenMigratorAsync()
    {
        claim ??= StoreLock.Take(file);
        return OpenWriterAsync();
    }

    public override Task<DbConnection> OpenWriterAsync()
    {
        var connection = Open(writer);
        Run(connection, "PRAGMA journal_mode = WAL");
        Run(connection, "PRAGMA synchronous = FULL");
        return Task.FromResult(connection);
    }

    public override Task<DbConnection> OpenReaderAsync(CancellationToken cancellation) => Task.FromResult(Open(reader));

    public override Task<DbTransaction> BeginWriteAsync(DbConnection connection) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    public override DbTransaction BeginRead(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    public override void Interrupt(DbConnection connection) => raw.sqlite3_interrupt(((SqliteConnection)connection).Handle!);

    public override IAsyncEnumerable<T> StreamAsync<T>(DbConnection connection, CommandDefinition statement) =>
        connection.QueryUnbufferedAsync<T>(statement.CommandText, statement.Parameters, (DbTransaction?)statement.Transaction);

    public override object List(IEnumerable<string> values) => JsonSerializer.Serialize(values);

    public override string AnyOf(string column, string parameter) => $"{column} IN (SELECT value FROM json_each({parameter}))";

    public override object Numbers(IEnumerable<long> values) => JsonSerializer.Serialize(values);

    public override string AnyOfNumbers(string column, string parameter) => AnyOf(column, parameter);

    public override string Each(string parameter) => $"json_each({parameter}) AS each";

    /// <summary>Arms are merged as they are; a bounded one would be sorted once more.</summary>
    public override string Arm(string select, string ending) => select;

    public override StoreFault Classify(DbException failure) => failure is not SqliteException sqlite
        ? StoreFault.Other
        : sqlite.SqliteErrorCode switch
        {
            raw.SQLITE_INTERRUPT => StoreFault.Interrupted,
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY
                or raw.SQLITE_CANTOPEN or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_NOMEM => StoreFault.Unavailable,
            _ => StoreFault.Other,
        };

    public override string Advice(DbException failure) => "Name another file in ConnectionStrings__Stance, or restore a backup.";

    public override ValueTask DisposeAsync()
    {
        claim?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The database's file, behind any symbolic link: two names of one file are one database.</summary>
    private static string File(string source)
    {
        if (source.Length == 0 || source.StartsWith(':')) throw new ArgumentException("A SQLite store is a file.");
        var path = Path.GetFullPath(source);
        return new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;
    }

    private static DbConnection Open(string connectionString)
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

    private static void Run(DbConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
        command.CommandText = pragma;
        command.ExecuteNonQuery();
    }
}
