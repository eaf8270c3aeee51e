using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Npgsql;
using StanceApi.Values;

namespace StanceApi.Storage;

/// <summary>PostgreSQL: one database, many processes, each with one writer that takes its turn by an advisory lock.</summary>
internal sealed class PostgreSqlEngine : Engine
{
    /// <summary>The oldest version that the tests run on.</summary>
    private const int OldestVersion = 15;

    /// <summary>Writes something where commits wait for standbys: one that writes nothing waits for none.</summary>
    private const string Confirm = """
        SELECT CASE WHEN current_setting('synchronous_standby_names') <> '' THEN CAST(pg_logical_emit_message(1 = 1, 'stance', '') AS text) END
        """;

    /// <summary>The tables of the store, which one role has made, that the session's role may not read, or write to where @ToWrite says so.</summary>
    private const string FindClosed = """
        SELECT string_agg(relname, ', ' ORDER BY relname)
        FROM pg_class
        WHERE relnamespace = CAST('public' AS regnamespace)
          AND relkind = 'r'
          AND relowner = (SELECT relowner FROM pg_class WHERE oid = to_regclass('public.changes'))
          AND NOT (has_table_privilege(oid, 'SELECT')
            AND (NOT @ToWrite OR (has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))))
        """;

    /// <summary>What is acknowledged must be on disk even where the server's setting is not to wait for it; every stricter setting stays.</summary>
    private const string Durable = "SELECT set_config('synchronous_commit', 'on', 1 = 0) WHERE current_setting('synchronous_commit') = 'off'";

    private readonly PostgreSqlServers servers;

    private long cursors;

    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public PostgreSqlEngine(DbConnectionStringBuilder settings, ServiceLimits limits) => servers = new PostgreSqlServers(settings, limits);

    public override string Schema => "public";

    public override string Migrations => "db.postgresql";

    public override Dictionary<string, string> DdlWords => new()
    {
        ["${int64}"] = "BIGINT",
        // Bytes, not people, order and tell apart what is stored: the other engine and every cursor do the same.
        ["${text}"] = "TEXT COLLATE \"C\"",
        ["${strict}"] = "",
    };

    public override bool HasOtherWriters => true;

    public override bool HasStandbys => servers.AreSeveral;

    public override string? DatabasePath => null;

    public override bool HasTable(DbConnection connection, string name) =>
        connection.ExecuteScalar<bool>("SELECT to_regclass(@name) IS NOT NULL", new { name = $"{Schema}.{name}" });

    /// <summary>Without what the server generates from other columns, and what belongs to an extension.</summary>
    public override string FindColumns => """
        SELECT tables.relname AS table_name, columns.attname AS name,
               CASE WHEN columns.atttypid = 'bigint'::regtype THEN 1 ELSE 0 END::bigint AS is_number,
               COALESCE(array_position(keys.indkey::int2[], columns.attnum) + 1, 0)::bigint AS key_place
        FROM pg_class AS tables
        JOIN pg_attribute AS columns ON columns.attrelid = tables.oid
        LEFT JOIN pg_index AS keys ON keys.indrelid = tables.oid AND keys.indisprimary
        WHERE tables.relnamespace = 'public'::regnamespace
          AND tables.relkind IN ('r', 'p')
          AND columns.attnum > 0
          AND NOT columns.attisdropped
          AND columns.attgenerated = ''
          AND NOT EXISTS (SELECT 1 FROM pg_depend AS parts WHERE parts.classid = 'pg_class'::regclass AND parts.objid = tables.oid AND parts.deptype = 'e')
        ORDER BY tables.relname, columns.attnum
        """;

    public override string FindReferences => """
        SELECT DISTINCT owners.relname AS owner, targets.relname AS target
        FROM pg_constraint AS keys
        JOIN pg_class AS owners ON owners.oid = keys.conrelid
        JOIN pg_class AS targets ON targets.oid = keys.confrelid
        WHERE keys.contype = 'f'
          AND keys.connamespace = 'public'::regnamespace
        """;

    /// <summary>The stamp is the comment of the migrations' table, so that no table of its own has to be made before the first migration.</summary>
    public override long ReadStamp(DbConnection connection) =>
        long.TryParse(connection.ExecuteScalar<string?>("SELECT obj_description(to_regclass('public.migrations'), 'pg_class')"), NumberStyles.None, CultureInfo.InvariantCulture, out var stamp) ? stamp : 0;

    public override void WriteStamp(DbConnection connection, int stamp) =>
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"COMMENT ON TABLE public.migrations IS '{stamp}'"));

    public override async Task<DbConnection> OpenMigratorAsync(Action<string> tell)
    {
        var connection = await servers.OpenMigratorAsync();
        try
        {
            await RefuseUnfitAsync(connection);
            await PostgreSqlLocks.TakeMigratorsAsync(connection, tell);
            await RefuseForeignAsync(connection);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override async Task<DbConnection> OpenWriterAsync()
    {
        var connection = await servers.OpenWriterAsync();
        try
        {
            await connection.ExecuteAsync(Durable);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override async Task<DbConnection> OpenReaderAsync(CancellationToken cancellation) => await servers.OpenReaderAsync(mayLag: false, cancellation);

    public override async Task<DbConnection> OpenLateReaderAsync(CancellationToken cancellation) => await servers.OpenReaderAsync(mayLag: true, cancellation);

    public override async Task<DbConnection> OpenExporterAsync(CancellationToken cancellation) => await servers.OpenExporterAsync(mayLag: false, cancellation);

    public override async Task<DbConnection> OpenLateExporterAsync(CancellationToken cancellation) => await servers.OpenExporterAsync(mayLag: true, cancellation);

    public override async Task RefuseWithoutRightsAsync(DbConnection connection, bool toWrite)
    {
        if (await connection.ExecuteScalarAsync<string?>(FindClosed, new { ToWrite = toWrite }) is not { } closed) return;
        throw new UnfitStoreException($"The role of ConnectionStrings__Stance may not {(toWrite ? "read and write" : "read")} these tables: {closed}. {PostgreSqlFaults.Rights}");
    }

    public override Task<string> CopyAsync(string? target, CancellationToken cancellation) => throw new NotSupportedException();

    public override Task<bool> ClaimAsync(DbConnection connection) => PostgreSqlLocks.TryTakeCopysAsync(connection);

    /// <summary>READ COMMITTED: what is read after the lock must be what the lock's last holder committed.</summary>
    public override async Task<DbTransaction> BeginWriteAsync(DbConnection connection, bool isPatient, bool isLong)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        try
        {
            await PostgreSqlLocks.TakeWritersAsync(connection, transaction, isPatient, isLong);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    public override Task ConfirmAsync(DbConnection connection, DbTransaction transaction) => connection.ExecuteScalarAsync<string?>(Confirm, transaction: transaction);

    public override Task<string?> EndStalledAsync(DbConnection connection, string? seen) => PostgreSqlLocks.EndStalledAsync(connection, seen);

    /// <summary>What is sent together is one transaction by itself, in a reader's own isolation.</summary>
    public override bool SeesOneSnapshotTogether => true;

    public override DbTransaction BeginRead(DbConnection connection) => connection.BeginTransaction(IsolationLevel.RepeatableRead);

    public override async IAsyncEnumerable<T> StreamAsync<T>(DbConnection connection, CommandDefinition statement, int rowsAtOnce)
    {
        var fetch = await DeclareAsync(connection, statement, rowsAtOnce);
        while (true)
        {
            var rows = (await connection.QueryAsync<T>(fetch)).AsList();
            foreach (var row in rows) yield return row;
            if (rows.Count < rowsAtOnce) yield break;
        }
    }

    public override async IAsyncEnumerable<RawRow> RowsAsync(DbConnection connection, CommandDefinition statement, int rowsAtOnce)
    {
        var fetch = await DeclareAsync(connection, statement, rowsAtOnce);
        while (true)
        {
            var count = 0;
            await using (var rows = await connection.ExecuteReaderAsync(fetch))
            {
                var row = Row(rows);
                for (; await rows.ReadAsync(statement.CancellationToken); count++) yield return row;
            }

            if (count < rowsAtOnce) yield break;
        }
    }

    public override RawRow Row(DbDataReader rows) => new PostgreSqlRow((NpgsqlDataReader)((IWrappedDataReader)rows).Reader);

    public override Task InsertAsync(DbConnection connection, DbTransaction transaction, BulkInsert insert, IReadOnlyList<object?[]> rows) =>
        PostgreSqlBulk.InsertAsync((NpgsqlConnection)connection, (NpgsqlTransaction)transaction, insert, rows);

    public override Task LoadAsync(DbConnection connection, DbTransaction transaction, BulkInsert insert, IAsyncEnumerable<RawRow> rows) =>
        PostgreSqlBulk.LoadAsync((NpgsqlConnection)connection, insert, rows);

    /// <summary>Counts what is there: until the server does that by itself, its plans are those of an empty database.</summary>
    public override Task SettleAsync(DbConnection connection) =>
        // The type is said, since a single word would be taken for a procedure.
        connection.ExecuteAsync("ANALYZE", commandTimeout: (int)PostgreSqlServers.LongestWork.TotalSeconds, commandType: CommandType.Text);

    public override object List(IEnumerable<string> values) => values.ToArray();

    public override string AnyOf(string column, string parameter) => $"{column} = ANY({parameter})";

    /// <summary>As an array, since a join with the past, whose rows the planner cannot count, is made the other way round.</summary>
    public override string AnyFound(string column, string select) => $"{column} = ANY(ARRAY({select}))";

    public override object Numbers(IEnumerable<long> values) => values.ToArray();

    public override string AnyOfNumbers(string column, string parameter) => AnyOf(column, parameter);

    public override string Each(string parameter) => $"unnest({parameter}) AS each (value)";

    /// <summary>Arms with conditions are read whole and sorted together, unless each is bounded by itself.</summary>
    public override string Arm(string select, string ending) => $"({select}\n{ending})";

    public override string Search(SearchQuery query, string? type, bool seesRestricted) => PostgreSqlSearch.Query(query, type, seesRestricted);

    public override string Found(string parameter) => PostgreSqlSearch.Found(parameter);

    public override string NewestFirst => "entry DESC";

    /// <summary>The server checks its pages whenever it reads them; here is what it noted, and what it does not trust.</summary>
    public override string Faults => """
        SELECT 'a page had a wrong checksum when it was last read'
        FROM pg_stat_database
        WHERE datname = current_database() AND checksum_failures > 0
        UNION ALL
        SELECT 'the constraint ' || conname || ' is not validated'
        FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND NOT convalidated
        UNION ALL
        SELECT 'the index ' || indexrelid::regclass || ' is not valid'
        FROM pg_index
        WHERE NOT indisvalid
        """;

    public override StoreFault Classify(DbException failure) => PostgreSqlFaults.Classify(failure);

    public override bool IsFull(DbException failure) => failure is PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    public override string Advice(DbException failure) => PostgreSqlFaults.Advice(failure);

    public override ValueTask DisposeAsync() => servers.DisposeAsync();

    /// <summary>
    /// Declares a cursor, which the end of the transaction closes: a plain statement sends every row, read or not, and stopping it
    /// would end the transaction. Returns what fetches the next rows.
    /// </summary>
    private async Task<CommandDefinition> DeclareAsync(DbConnection connection, CommandDefinition statement, int rowsAtOnce)
    {
        var cursor = string.Create(CultureInfo.InvariantCulture, $"rows_{Interlocked.Increment(ref cursors)}");
        await connection.ExecuteAsync(new CommandDefinition(
            $"DECLARE {cursor} NO SCROLL CURSOR FOR {statement.CommandText}", statement.Parameters, statement.Transaction, cancellationToken: statement.CancellationToken));
        return new CommandDefinition($"FETCH FORWARD {rowsAtOnce} FROM {cursor}", null, statement.Transaction, cancellationToken: statement.CancellationToken);
    }

    private static async Task RefuseUnfitAsync(NpgsqlConnection connection)
    {
        if (connection.PostgreSqlVersion.Major < OldestVersion)
            throw new UnfitStoreException($"The server is PostgreSQL {connection.PostgreSqlVersion}; version {OldestVersion} or newer is needed.");
        var encoding = await connection.ExecuteScalarAsync<string>("SHOW server_encoding");
        if (encoding != "UTF8")
            throw new UnfitStoreException($"The database's encoding is {encoding}; make one with ENCODING 'UTF8' TEMPLATE template0 and name it in ConnectionStrings__Stance.");
        if (await connection.ExecuteScalarAsync<bool>("SELECT pg_is_in_recovery()"))
            throw new UnfitStoreException("The server is a standby, which cannot be written to. Name the primary too in ConnectionStrings__Stance; where it is named and away, start it or promote a standby.");
    }
}
