using System.Data.Common;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using StanceApi.Values;

namespace StanceApi.Storage;

/// <summary>SQLite, embedded: one file, one writing process, many readers.</summary>
internal sealed class SqliteEngine : Engine
{
    private const string IsFile = "A SQLite store is a file, named by its path.";

    private const string Size = """
        SELECT page_count * page_size
        FROM pragma_page_count, pragma_page_size
        """;

    private readonly string file;
    private readonly SqliteOptions options;
    private readonly string writer;
    private readonly string reader;

    /// <summary>The files while this process alone writes to them.</summary>
    private readonly SqliteFiles files;

    /// <exception cref="ArgumentException">The connection string does not name a file.</exception>
    public SqliteEngine(string connectionString, SqliteOptions? options = null)
    {
        this.options = options ?? new SqliteOptions();
        var settings = new SqliteConnectionStringBuilder(connectionString);
        if (settings.Mode == SqliteOpenMode.Memory) throw new ArgumentException(IsFile);
        file = PathOf(settings.DataSource);
        // A link that leads elsewhere one day must not lead some connections there.
        settings.DataSource = file;
        // Pooled connections would keep the PRAGMAs of whoever had them before; the readers are kept open by Readers instead.
        settings.Pooling = false;
        writer = settings.ToString();
        files = new SqliteFiles(file, writer);
        settings.Mode = SqliteOpenMode.ReadOnly;
        reader = settings.ToString();
    }

    /// <summary>The database that is the file of this path.</summary>
    public static SqliteEngine Of(string path) => new(ConnectionStringOf(path));

    /// <summary>What names the file of a path.</summary>
    public static string ConnectionStringOf(string path) => new SqliteConnectionStringBuilder { DataSource = path }.ToString();

    /// <summary>Moves the log of a database into its file and removes it. False where somebody else has it open.</summary>
    /// <exception cref="SqliteException">It is no database.</exception>
    public static bool TrySettle(string path)
    {
        using var connection = SqliteConnections.Open(Of(path).writer);
        // Whoever has it open for longer will not be gone in the driver's half a minute either.
        ((SqliteConnection)connection).DefaultTimeout = 5;
        try
        {
            if (connection.ExecuteScalar<string>("PRAGMA journal_mode = DELETE") != "delete") return false;
            // Where it was in this mode already, nobody has been asked yet.
            SqliteConnections.Run(connection, "BEGIN EXCLUSIVE");
            SqliteConnections.Run(connection, "ROLLBACK");
            return true;
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
        {
            return false;
        }
    }

    public override string Schema => "main";

    public override string Migrations => "db.sqlite";

    public override Dictionary<string, string> DdlWords => new()
    {
        ["${int64}"] = "INTEGER",
        ["${text}"] = "TEXT",
        ["${strict}"] = " STRICT",
    };

    public override bool HasOtherWriters => false;

    public override long? FreeBytes => new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace;

    public override string? DatabasePath => file;

    public override bool HasTable(DbConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '{name}'";
        return (long)command.ExecuteScalar()! > 0;
    }

    /// <summary>Without what the full-text index keeps for itself.</summary>
    public override string FindColumns => """
        SELECT tables.name AS table_name, columns.name, columns.type = 'INTEGER' AS is_number, columns.pk AS key_place
        FROM pragma_table_list AS tables
        JOIN pragma_table_info(tables.name) AS columns
        WHERE tables.schema = 'main'
          AND tables.type = 'table'
          AND substr(tables.name, 1, 7) <> 'sqlite_'
        ORDER BY tables.name, columns.cid
        """;

    /// <summary>Without the indexes that SQLite makes by itself, and what it counts for its plans.</summary>
    public override string FindDefinitions => """
        SELECT type AS kind, name, sql
        FROM sqlite_schema
        WHERE sql IS NOT NULL
          AND substr(name, 1, 7) <> 'sqlite_'
        ORDER BY type, name
        """;

    public override DbConnection OpenEmpty() => SqliteConnections.Open("Data Source=:memory:;Pooling=False");

    public override string FindReferences => """
        SELECT DISTINCT tables.name AS owner, keys."table" AS target
        FROM pragma_table_list AS tables
        JOIN pragma_foreign_key_list(tables.name) AS keys
        WHERE tables.schema = 'main'
          AND tables.type = 'table'
        """;

    public override long ReadStamp(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }

    public override void WriteStamp(DbConnection connection, int stamp) => SqliteConnections.Run(connection, $"PRAGMA user_version = {stamp}");

    /// <summary>Whoever migrates has the file for itself, until this engine is disposed.</summary>
    public override async Task<DbConnection> OpenMigratorAsync(Action<string> tell)
    {
        files.Claim();
        var connection = SqliteConnections.Open(writer);
        try
        {
            // Before anything is written, were it the mode of its journal.
            await RefuseForeignAsync(connection);
            // SQLite opens what it may not write to for reading, and says so only when something is written.
            if (raw.sqlite3_db_readonly(((SqliteConnection)connection).Handle!, "main") == 0)
            {
                MakeDurable(connection);
                files.Recognise();
                return connection;
            }

            throw new UnfitStoreException($"{file} is read-only. Make it writable for this user, or name another file in ConnectionStrings__Stance.");
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override Task<DbConnection> OpenWriterAsync()
    {
        // It would make another file where there is none.
        files.RefuseLost();
        return Task.FromResult(MakeDurable(SqliteConnections.Open(writer)));
    }

    public override Task<DbConnection> OpenReaderAsync(CancellationToken cancellation) => Task.FromResult(SqliteConnections.Open(reader));

    public override Task<DbConnection> OpenExporterAsync(CancellationToken cancellation) => Task.FromResult(SqliteConnections.Open(reader));

    public override async Task<string> CopyAsync(string? target, CancellationToken cancellation)
    {
        var copy = target ?? SqliteFiles.NewCopyOf(file);
        try
        {
            await using var connection = SqliteConnections.Open(reader);
            RefuseWithoutRoom(copy, await connection.ExecuteScalarAsync<long>(Size));
            await using var interruption = cancellation.Register(() => Interrupt(connection));
            await connection.ExecuteAsync("VACUUM INTO @copy", new { copy });
            return copy;
        }
        catch
        {
            File.Delete(copy);
            throw;
        }
    }

    public override Task<DbTransaction> BeginWriteAsync(DbConnection connection, bool isPatient, bool isLong)
    {
        files.RefuseLost();
        var transaction = ((SqliteConnection)connection).BeginTransaction(deferred: false);
        files.HoldLog();
        return Task.FromResult<DbTransaction>(transaction);
    }

    public override bool SeesOneSnapshotTogether => false;

    public override DbTransaction BeginRead(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    public override void Interrupt(DbConnection connection) => raw.sqlite3_interrupt(((SqliteConnection)connection).Handle!);

    public override IAsyncEnumerable<T> StreamAsync<T>(DbConnection connection, CommandDefinition statement, int rowsAtOnce) =>
        connection.QueryUnbufferedAsync<T>(statement.CommandText, statement.Parameters, (DbTransaction?)statement.Transaction);

    public override Task InsertAsync(DbConnection connection, DbTransaction transaction, BulkInsert insert, IReadOnlyList<object?[]> rows)
    {
        SqliteBulk.Insert((SqliteConnection)connection, (SqliteTransaction)transaction, insert, rows);
        return Task.CompletedTask;
    }

    public override Task LoadAsync(DbConnection connection, DbTransaction transaction, BulkInsert insert, IAsyncEnumerable<RawRow> rows) =>
        SqliteBulk.LoadAsync((SqliteConnection)connection, (SqliteTransaction)transaction, insert, rows);

    /// <summary>Moves the log into the file, so that the file is all there is of it; unless somebody else does that (Litestream).</summary>
    public override void Finish(DbConnection connection)
    {
        // Whoever closes last moves the log into the file.
        files.LetGoOfLog();
        if (options.CheckpointPages > 0) SqliteConnections.Run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>Moves the log into the file.</summary>
    public override Task SettleAsync(DbConnection connection)
    {
        SqliteConnections.Run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        return Task.CompletedTask;
    }

    public override async IAsyncEnumerable<RawRow> RowsAsync(DbConnection connection, CommandDefinition statement, int rowsAtOnce)
    {
        await using var rows = await connection.ExecuteReaderAsync(statement);
        var row = Row(rows);
        while (await rows.ReadAsync(statement.CancellationToken)) yield return row;
    }

    public override RawRow Row(DbDataReader rows) => new SqliteRow(((SqliteDataReader)((IWrappedDataReader)rows).Reader).Handle!);

    public override object List(IEnumerable<string> values) => JsonSerializer.Serialize(values);

    public override string AnyOf(string column, string parameter) => $"{column} IN (SELECT value FROM json_each({parameter}))";

    public override string AnyFound(string column, string select) => $"{column} IN ({select})";

    public override object Numbers(IEnumerable<long> values) => JsonSerializer.Serialize(values);

    public override string AnyOfNumbers(string column, string parameter) => AnyOf(column, parameter);

    public override string Each(string parameter) => $"json_each({parameter}) AS each";

    /// <summary>Arms are merged as they are; a bounded one would be sorted once more.</summary>
    public override string Arm(string select, string ending) => select;

    public override string Search(SearchQuery query, string? type, bool seesRestricted) => SqliteSearch.Query(query, type, seesRestricted);

    public override string Found(string parameter) => SqliteSearch.Found(parameter);

    public override string NewestFirst => "search_index.rowid DESC";

    /// <summary>
    /// Of the index of the search the integrity check looks at the structure; which entries it has, its sizes tell. Of a database that is opened to
    /// be read alone SQLite does not look at CHECK constraints: those of records are looked at with their versions and links.
    /// </summary>
    public override string Faults => """
        SELECT integrity_check
        FROM pragma_integrity_check
        WHERE integrity_check <> 'ok'
        UNION ALL
        SELECT 'a row of ' || "table" || ' refers to a row of ' || parent || ' that is not there'
        FROM pragma_foreign_key_check
        UNION ALL
        SELECT 'the index of the search lacks entry ' || entry
        FROM search_entries
        WHERE entry NOT IN (SELECT id FROM search_index_docsize)
        UNION ALL
        SELECT 'the index of the search has entry ' || id || ', which is not there'
        FROM search_index_docsize
        WHERE id NOT IN (SELECT entry FROM search_entries)
        """;

    public override StoreFault Classify(DbException failure) => SqliteFaults.Classify(failure);

    public override bool IsFull(DbException failure) => failure is SqliteException { SqliteErrorCode: raw.SQLITE_FULL };

    public override string Advice(DbException failure) => SqliteFaults.Advice(failure);

    public override ValueTask DisposeAsync()
    {
        files.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The database's file, behind any symbolic link: two names of one file are one database.</summary>
    private static string PathOf(string source)
    {
        if (source.Length == 0 || source.StartsWith(':') || source.StartsWith("file:", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException(IsFile);
        return PosixFile.FinalPath(source);
    }

    private DbConnection MakeDurable(DbConnection connection)
    {
        SqliteConnections.Run(connection, "PRAGMA journal_mode = WAL");
        SqliteConnections.Run(connection, "PRAGMA synchronous = FULL");
        SqliteConnections.Run(connection, $"PRAGMA wal_autocheckpoint = {options.CheckpointPages}");
        return connection;
    }

    /// <summary>A copy must not take the last room from the store that is copied.</summary>
    private static void RefuseWithoutRoom(string copy, long bytes)
    {
        var free = new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(copy))!).AvailableFreeSpace;
        if (free < bytes) throw new IOException($"A copy takes up to {bytes} bytes, and {free} are free where it would lie.");
    }
}
