using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Npgsql;

namespace StanceApi.Storage;

/// <summary>PostgreSQL: one database, many processes, each with one writer that takes its turn by an advisory lock.</summary>
internal sealed class PostgreSqlEngine : Engine
{
    /// <summary>The oldest version that the tests run on.</summary>
    private const int OldestVersion = 15;

    /// <summary>Keys of advisory locks, which belong to the database: any numbers, the same in every process.</summary>
    private const string WriterLock = "SELECT pg_advisory_xact_lock(5080000001)";
    private const string MigratorLock = "SELECT pg_advisory_lock(5080000002)";

    /// <summary>How long a process may hold the writer's lock without sending anything before the server ends its transaction.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>How long others may migrate before this process gives up its start.</summary>
    private static readonly TimeSpan LongestMigration = TimeSpan.FromMinutes(10);

    /// <summary>How many rows are fetched at once from a statement that is read row by row.</summary>
    private const int FetchedRows = 500;

    private const string IdleInTransaction = "25P03";

    private readonly string migrator;
    private readonly NpgsqlDataSource writer;
    private readonly NpgsqlDataSource reader;

    private long cursors;

    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public PostgreSqlEngine(DbConnectionStringBuilder settings, ServiceLimits limits)
    {
        migrator = Settings(settings, connection =>
        {
            // Closing it must release its lock.
            connection.Pooling = false;
            connection.CommandTimeout = (int)LongestMigration.TotalSeconds;
        });
        writer = NpgsqlDataSource.Create(Settings(settings, connection => connection.Options += Option("idle_in_transaction_session_timeout", LongestPause)));
        var limit = TimeSpan.FromSeconds(limits.QuerySeconds);
        reader = NpgsqlDataSource.Create(Settings(settings, connection =>
        {
            // One more is CommitWatch's.
            connection.MaxPoolSize = limits.Readers + 1;
            connection.Options += $" -c default_transaction_read_only=on{Option("statement_timeout", limit)}{Option("idle_in_transaction_session_timeout", limit + LongestPause)}";
        }));
    }

    public override string Schema => "public";

    public override Dictionary<string, string> DdlWords => new()
    {
        ["${int64}"] = "BIGINT",
        // Bytes, not people, order and tell apart what is stored: the other engine and every cursor do the same.
        ["${text}"] = "TEXT COLLATE \"C\"",
        ["${strict}"] = "",
    };

    public override bool HasOtherWriters => true;

    public override bool HasTable(DbConnection connection, string name) =>
        connection.ExecuteScalar<bool>("SELECT to_regclass(@name) IS NOT NULL", new { name = $"{Schema}.{name}" });

    /// <summary>The stamp is the comment of the migrations' table, so that no table of its own has to be made before the first migration.</summary>
    public override long ReadStamp(DbConnection connection) =>
        long.TryParse(connection.ExecuteScalar<string?>("SELECT obj_description(to_regclass('public.migrations'), 'pg_class')"), NumberStyles.None, CultureInfo.InvariantCulture, out var stamp) ? stamp : 0;

    public override void WriteStamp(DbConnection connection, int stamp) =>
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"COMMENT ON TABLE public.migrations IS '{stamp}'"));

    public override async Task<DbConnection> OpenMigratorAsync()
    {
        var connection = new NpgsqlConnection(migrator);
        try
        {
            await connection.OpenAsync();
            await RefuseUnfitAsync(connection);
            await connection.ExecuteAsync(MigratorLock);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override async Task<DbConnection> OpenWriterAsync() => await writer.OpenConnectionAsync();

    public override async Task<DbConnection> OpenReaderAsync(CancellationToken cancellation) => await reader.OpenConnectionAsync(cancellation);

    /// <summary>READ COMMITTED: what is read after the lock must be what the lock's last holder committed.</summary>
    public override async Task<DbTransaction> BeginWriteAsync(DbConnection connection)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        try
        {
            await connection.ExecuteAsync(WriterLock, transaction: transaction);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    public override DbTransaction BeginRead(DbConnection connection) => connection.BeginTransaction(IsolationLevel.RepeatableRead);

    /// <summary>Through a cursor: a plain statement sends every row, read or not, and stopping it would end the transaction.</summary>
    public override async IAsyncEnumerable<T> StreamAsync<T>(DbConnection connection, CommandDefinition statement)
    {
        var cursor = string.Create(CultureInfo.InvariantCulture, $"rows_{Interlocked.Increment(ref cursors)}");
        await connection.ExecuteAsync(new CommandDefinition(
            $"DECLARE {cursor} NO SCROLL CURSOR FOR {statement.CommandText}", statement.Parameters, statement.Transaction, cancellationToken: statement.CancellationToken));
        var fetch = new CommandDefinition($"FETCH FORWARD {FetchedRows} FROM {cursor}", null, statement.Transaction, cancellationToken: statement.CancellationToken);
        while (true)
        {
            var rows = (await connection.QueryAsync<T>(fetch)).AsList();
            foreach (var row in rows) yield return row;
            // The end of the transaction closes the cursor.
            if (rows.Count < FetchedRows) yield break;
        }
    }

    public override object List(IEnumerable<string> values) => values.ToArray();

    public override string AnyOf(string column, string parameter) => $"{column} = ANY({parameter})";

    public override object Numbers(IEnumerable<long> values) => values.ToArray();

    public override string AnyOfNumbers(string column, string parameter) => AnyOf(column, parameter);

    public override string Each(string parameter) => $"unnest({parameter}) AS each (value)";

    /// <summary>Arms with conditions are read whole and sorted together, unless each is bounded by itself.</summary>
    public override string Arm(string select, string ending) => $"({select}\n{ending})";

    public override StoreFault Classify(DbException failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => StoreFault.Interrupted,
        PostgresException server => IsUnavailable(server.SqlState) ? StoreFault.Unavailable : StoreFault.Other,
        // What the server has not said is the connection's failure, or a fault of the program.
        NpgsqlException { IsTransient: true } => StoreFault.Unavailable,
        _ => StoreFault.Other,
    };

    public override string Advice(DbException failure) => failure is not PostgresException server
        ? "Start the server that ConnectionStrings__Stance names, or name the right one."
        : server.SqlState switch
        {
            ['2', '8', ..] => "Set the Username and Password of a role that the server knows in ConnectionStrings__Stance.",
            PostgresErrorCodes.InvalidCatalogName => "Create it (CREATE DATABASE ... ENCODING 'UTF8'), or name another one in ConnectionStrings__Stance.",
            PostgresErrorCodes.InsufficientPrivilege => "Let its role own the database, or grant it CREATE on the schema public.",
            _ => "See the server's log.",
        };

    public override async ValueTask DisposeAsync()
    {
        await reader.DisposeAsync();
        await writer.DisposeAsync();
    }

    private static string Settings(DbConnectionStringBuilder settings, Action<NpgsqlConnectionStringBuilder> differ)
    {
        var connection = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { SearchPath = "public", PersistSecurityInfo = false };
        connection.ApplicationName ??= "StanceApi";
        differ(connection);
        return connection.ConnectionString;
    }

    private static string Option(string name, TimeSpan value) => string.Create(CultureInfo.InvariantCulture, $" -c {name}={(long)value.TotalMilliseconds}");

    private static bool IsUnavailable(string state) => state switch
    {
        // Connections, authorization, resources, the operator, the system, conflicts with recovery.
        ['0', '8', ..] or ['2', '8', ..] or ['4', '0', ..] or ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] => true,
        PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.LockNotAvailable => true,
        IdleInTransaction or PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => true,
        _ => false,
    };

    private static async Task RefuseUnfitAsync(NpgsqlConnection connection)
    {
        if (connection.PostgreSqlVersion.Major < OldestVersion)
            throw new UnfitStoreException($"The server is PostgreSQL {connection.PostgreSqlVersion}; version {OldestVersion} or newer is needed.");
        var encoding = await connection.ExecuteScalarAsync<string>("SHOW server_encoding");
        if (encoding != "UTF8")
            throw new UnfitStoreException($"The database's encoding is {encoding}; make one with ENCODING 'UTF8' TEMPLATE template0 and name it in ConnectionStrings__Stance.");
        if (await connection.ExecuteScalarAsync<bool>("SELECT pg_is_in_recovery()"))
            throw new UnfitStoreException("The server is a standby, which cannot be written to. Name the primary in ConnectionStrings__Stance.");
    }
}
