using System.Data.Common;
using Dapper;
using Npgsql;

namespace StanceApi.Storage;

/// <summary>The advisory locks by which the processes on one PostgreSQL database take turns.</summary>
internal static class PostgreSqlLocks
{
    /// <summary>Keys of advisory locks, which belong to the database: any numbers, the same in every process.</summary>
    private const string WriterLock = "SELECT pg_advisory_xact_lock(5080000001)";
    private const string TryWriterLock = "SELECT pg_try_advisory_xact_lock(5080000001)";

    /// <summary>Held by the session that migrates, which the server ends where it stalls.</summary>
    private const string MigratorLock = "SELECT pg_advisory_lock(5080000002)";
    private const string TryMigratorLock = "SELECT pg_try_advisory_lock(5080000002)";
    private const string LimitPauses = "SELECT set_config('idle_session_timeout', '30s', 1 = 0), set_config('idle_in_transaction_session_timeout', '30s', 1 = 0)";

    private const string FindMigrator = """
        SELECT CONCAT('process ', a.pid, ' of the server, for ', a.application_name, ' at ', COALESCE(host(a.client_addr), 'the same machine'))
        FROM pg_locks AS l
        JOIN pg_stat_activity AS a ON a.pid = l.pid
        WHERE l.locktype = 'advisory'
          AND l.granted
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND (CAST(l.classid AS bigint) << 32) + CAST(l.objid AS bigint) = 5080000002
        """;

    /// <summary>Held beside the writer's by work that takes long: whoever finds it held comes back later.</summary>
    private const string LongLock = "SELECT pg_advisory_xact_lock(5080000003)";
    private const string FindLongLock = """
        SELECT EXISTS (
          SELECT 1
          FROM pg_locks
          WHERE locktype = 'advisory'
            AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND (CAST(classid AS bigint) << 32) + CAST(objid AS bigint) = 5080000003)
        """;

    /// <summary>Held by a copy into the database, by its session and not by a transaction.</summary>
    private const string TryCopyLock = "SELECT pg_try_advisory_lock(5080000004)";

    /// <summary>
    /// The writer's lock is held by a COPY that has waited for its client: a session that does so is not idle, and no time limit of the server ends it. @Seen is
    /// what this told before.
    /// </summary>
    private const string EndStalled = """
        WITH copying AS (
          SELECT a.pid, CONCAT(a.pid, ' ', a.query_start, ' ', c.tuples_processed, ' ', c.bytes_processed) AS seen
          FROM pg_locks AS l
          JOIN pg_stat_activity AS a ON a.pid = l.pid
          JOIN pg_stat_progress_copy AS c ON c.pid = l.pid
          WHERE l.locktype = 'advisory'
            AND l.granted
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND (CAST(l.classid AS bigint) << 32) + CAST(l.objid AS bigint) = 5080000001
            AND a.wait_event = 'ClientRead')
        SELECT seen, CASE WHEN seen = @Seen THEN pg_terminate_backend(pid) END AS ended
        FROM copying
        """;

    /// <summary>The writer's, until the transaction ends.</summary>
    /// <param name="connection">The writer's connection.</param>
    /// <param name="transaction">The transaction that has begun on it.</param>
    /// <param name="isPatient">Whether it waits its turn even while long work runs.</param>
    /// <param name="isLong">Whether others are told that this is long work.</param>
    /// <exception cref="StoreException">Long work runs, which is not waited for.</exception>
    public static async Task TakeWritersAsync(DbConnection connection, DbTransaction transaction, bool isPatient, bool isLong)
    {
        if (isPatient) await connection.ExecuteAsync(WriterLock, transaction: transaction, commandTimeout: 0);
        else await WaitShortlyAsync(connection, transaction);
        if (isLong) await connection.ExecuteAsync(LongLock, transaction: transaction);
    }

    /// <summary>One process at a time migrates.</summary>
    /// <exception cref="UnfitStoreException">Another one does so for longer than anybody waits.</exception>
    public static async Task TakeMigratorsAsync(DbConnection connection, Action<string> tell)
    {
        await connection.ExecuteAsync(LimitPauses);
        if (await connection.ExecuteScalarAsync<bool>(TryMigratorLock)) return;
        var other = await connection.ExecuteScalarAsync<string?>(FindMigrator) ?? "which has just ended";
        tell($"Waiting for another process that migrates the database ({other}).");
        try
        {
            await connection.ExecuteAsync(MigratorLock);
        }
        catch (NpgsqlException late) when (late.InnerException is TimeoutException)
        {
            throw new UnfitStoreException($"Another process has been migrating the database for more than {PostgreSqlServers.LongestWork.TotalMinutes} minutes ({other}). Start again when it has ended; what ends it is SELECT pg_terminate_backend(its number).", late);
        }
    }

    /// <summary>That of a copy into the database, until the connection is closed. False where another copy has it.</summary>
    public static Task<bool> TryTakeCopysAsync(DbConnection connection) => connection.ExecuteScalarAsync<bool>(TryCopyLock);

    /// <summary>Ends a session that stalls with the writer's lock as it did before. Returns what was seen of it, null where none stalls.</summary>
    /// <param name="connection">Any other connection.</param>
    /// <param name="seen">What this returned before.</param>
    public static async Task<string?> EndStalledAsync(DbConnection connection, string? seen) => await connection.ExecuteScalarAsync<string?>(EndStalled, new { Seen = seen });

    /// <summary>Waits for the writes of other processes, but not for their imports.</summary>
    private static async Task WaitShortlyAsync(DbConnection connection, DbTransaction transaction)
    {
        if (await connection.ExecuteScalarAsync<bool>(TryWriterLock, transaction: transaction)) return;
        if (await connection.ExecuteScalarAsync<bool>(FindLongLock, transaction: transaction)) throw StoreException.Busy(Engine.LongWork);
        await connection.ExecuteAsync(WriterLock, transaction: transaction);
    }
}
