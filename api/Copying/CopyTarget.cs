using System.Data.Common;
using Dapper;
using StanceApi.Storage;

namespace StanceApi.Copying;

/// <summary>
/// The database that a copy goes into. Until it is finished the table <c>unfinished_copy</c> tells how far it has come, and nobody serves it.
/// </summary>
internal sealed class CopyTarget : IAsyncDisposable
{
    private const string FindProgress = """
        SELECT name, copied, last_key, source, head
        FROM unfinished_copy
        """;

    private const string FindCopied = """
        SELECT copied
        FROM unfinished_copy
        WHERE name = @Name
        """;

    private const string Advance = """
        UPDATE unfinished_copy
        SET copied = @Copied, last_key = @LastKey
        WHERE name = @Name
        """;

    private const string Another = "Another copy goes into this database at this moment. Let it end.";

    private const string Probe = "SELECT 1";

    private static readonly BulkInsert InsertProgress = new(UnfinishedCopy.Table, [("name", false), ("copied", true), ("last_key", false), ("source", false), ("head", true)]);

    private readonly Engine engine;
    private readonly TimeProvider clock;
    private readonly Dictionary<string, Progress> progress;
    private readonly DbConnection connection;

    private CopyTarget(Engine engine, TimeProvider clock, DbConnection connection, IEnumerable<Progress> progress)
    {
        this.engine = engine;
        this.clock = clock;
        this.connection = connection;
        this.progress = progress.ToDictionary(each => each.Name, StringComparer.Ordinal);
    }

    /// <summary>How many rows an earlier copy had brought, which this one goes on from.</summary>
    public long Found => progress.Values.Sum(each => each.Copied);

    /// <summary>Whether the table is one of a store; what others keep in the source's database stays there.</summary>
    public bool Takes(StoredTable table) => progress.ContainsKey(table.Name);

    /// <summary>Makes the database ready, or finds it as an earlier copy of the same source left it.</summary>
    /// <exception cref="UnfitStoreException">It holds something else; the message says what to do.</exception>
    /// <exception cref="NewerSchemaException">A newer version migrated it.</exception>
    /// <exception cref="StoreLockedException">Another process has the database for itself.</exception>
    public static Task<CopyTarget> OpenAsync(Engine engine, CopySource source, TimeProvider clock, Action<string> tell, ILogger log) => StorageFeature.AdviseAsync(engine, async () =>
    {
        await using var migrator = await engine.OpenMigratorAsync(tell);
        var connection = await engine.OpenWriterAsync();
        try
        {
            // Before anything is looked at: whoever comes second leaves all as it is.
            if (!await engine.ClaimAsync(connection)) throw new UnfitStoreException(Another);
            if (!engine.HasTable(migrator, UnfinishedCopy.Table)) await BeginAsync(engine, migrator, source, log);
            else if (!Migrations.AreApplied(engine, migrator)) throw new UnfitStoreException("Another version began the copy in this database. Finish it with that version, or empty the database and begin again.");
            Progress[] progress = [.. await connection.QueryAsync<Progress>(FindProgress)];
            RefuseOther(progress, source);
            return new CopyTarget(engine, clock, connection, progress);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    });

    /// <summary>Empties the tables that may have changed since the copy began without the feed having done so.</summary>
    public async Task ClearAsync(IReadOnlyList<StoredTable> tables)
    {
        StoredTable[] cleared = [.. tables.Where(table => progress[table.Name].Copied > 0 && !CopiedTables.ChangesWithFeed(table))];
        await using var transaction = await engine.BeginWriteAsync(connection, isPatient: true);
        await RefuseMovedAsync(connection, transaction);
        foreach (var table in cleared.Reverse())
        {
            await connection.ExecuteAsync(table.Clear, transaction: transaction);
            await AdvanceAsync(transaction, progress[table.Name] with { Copied = 0, LastKey = null });
        }

        await transaction.CommitAsync();
        foreach (var table in cleared) progress[table.Name] = progress[table.Name] with { Copied = 0, LastKey = null };
    }

    /// <summary>Copies what is missing of a table, and tells after each part how many rows it has then.</summary>
    /// <exception cref="UnfitStoreException">Another copy goes into the same database.</exception>
    public async Task FillAsync(StoredTable table, CopySource source, Action<string> tell)
    {
        await using var rows = source.RowsAsync(table, Part.Parameters(progress[table.Name].LastKey)).GetAsyncEnumerator();
        Part part;
        do
        {
            part = await FillPartAsync(table, rows);
            if (part.Count > 0) tell(FormattableString.Invariant($"{table.Name}: {progress[table.Name].Copied} rows"));
        }
        while (!part.IsLast);
    }

    /// <summary>Reads what is there by now, in one snapshot.</summary>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> read)
    {
        await using var reader = await engine.OpenExporterAsync(CancellationToken.None);
        await using var snapshot = engine.BeginRead(reader);
        return await read(new TransactionSession(engine, reader, snapshot));
    }

    /// <summary>Makes a store of the database: from now on it may be served.</summary>
    /// <exception cref="UnfitStoreException">Another copy goes into the same database.</exception>
    public async Task FinishAsync()
    {
        // The other connection has idled while both sides were compared, and may be lost, and the claim with it.
        await using var last = await engine.OpenWriterAsync();
        if (!await IsAliveAsync() && !await engine.ClaimAsync(last)) throw new UnfitStoreException(Another);
        await engine.SettleAsync(last);
        await using var transaction = await engine.BeginWriteAsync(last, isPatient: true);
        await RefuseMovedAsync(last, transaction);
        await last.ExecuteAsync(UnfinishedCopy.Drop, transaction: transaction);
        await transaction.CommitAsync();
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static async Task BeginAsync(Engine engine, DbConnection migrator, CopySource source, ILogger log)
    {
        Migrations.RefuseNewer(engine, migrator);
        await using (var look = engine.BeginRead(migrator)) await RefuseFilledAsync(engine, migrator, look);
        Migrations.Apply(engine, migrator, log);
        await using var transaction = await engine.BeginWriteAsync(migrator, isPatient: true);
        // A service that has found the database to be ready may have written to it meanwhile; from now on it will not.
        await RefuseFilledAsync(engine, migrator, transaction);
        await migrator.ExecuteAsync(UnfinishedCopy.Create(engine), transaction: transaction);
        var known = source.Tables.Where(table => engine.HasTable(migrator, table.Name));
        await engine.InsertAsync(migrator, transaction, InsertProgress, [.. known.Select(table => new object?[] { table.Name, 0L, null, source.Identity, source.Head.Seq })]);
        await transaction.CommitAsync();
    }

    private static async Task RefuseFilledAsync(Engine engine, DbConnection migrator, DbTransaction transaction)
    {
        var session = new TransactionSession(engine, migrator, transaction);
        foreach (var table in (await StoredTable.ReadAllAsync(session)).Where(CopiedTables.IsCopied))
        {
            if (await session.FirstOrDefaultAsync<long>(table.CountFew) > 0)
                throw new UnfitStoreException($"The database is not empty: its table {table.Name} has rows. A copy goes into an empty one: make one and name it in ConnectionStrings__Stance.");
        }
    }

    private static void RefuseOther(IReadOnlyList<Progress> progress, CopySource source)
    {
        if (progress.Any(each => each.Source != source.Identity))
            throw new UnfitStoreException("The copy in this database was begun from another store. Name that one as the source, or an empty database as the target.");
        if (progress.FirstOrDefault(each => each.Head != source.Head.Seq) is { } other)
            throw new UnfitStoreException(FormattableString.Invariant($"The source was written to since this copy began: its feed stood at {other.Head} and stands at {source.Head.Seq}. Empty the target and begin again; a copy that shall be able to go on needs a source that nobody writes to."));
    }

    private async Task<bool> IsAliveAsync()
    {
        try
        {
            return await connection.ExecuteScalarAsync<int>(Probe) == 1;
        }
        catch (Exception lost) when (lost is DbException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Under the writer's lock: what was copied is still there.</summary>
    private async Task RefuseMovedAsync(DbConnection writer, DbTransaction transaction)
    {
        var found = await writer.QueryAsync<Progress>(FindProgress, transaction: transaction);
        if (!found.ToHashSet().SetEquals(progress.Values)) throw new UnfitStoreException(Another);
    }

    /// <summary>Copies and commits the next rows.</summary>
    private async Task<Part> FillPartAsync(StoredTable table, IAsyncEnumerator<RawRow> rows)
    {
        var before = progress[table.Name];
        await using var transaction = await engine.BeginWriteAsync(connection, isPatient: true);
        // Under the writer's lock: who else copies into this database has moved it on.
        if (await connection.ExecuteScalarAsync<long?>(FindCopied, new { table.Name }, transaction) != before.Copied)
            throw new UnfitStoreException(Another);
        var part = new Part(table, rows, clock);
        await engine.LoadAsync(connection, transaction, table.Insert, part.RowsAsync());
        if (part.Count > 0)
        {
            progress[table.Name] = before with { Copied = before.Copied + part.Count, LastKey = part.LastKey };
            await AdvanceAsync(transaction, progress[table.Name]);
        }

        await transaction.CommitAsync();
        return part;
    }

    private Task AdvanceAsync(DbTransaction transaction, Progress reached) => connection.ExecuteAsync(Advance, new { reached.Name, reached.Copied, reached.LastKey }, transaction);

    private sealed record Progress
    {
        public required string Name { get; init; }

        public required long Copied { get; init; }

        /// <summary>The values of the key of the last row, as a JSON list; null where none was copied.</summary>
        public required string? LastKey { get; init; }

        public required string Source { get; init; }

        public required long Head { get; init; }
    }
}
