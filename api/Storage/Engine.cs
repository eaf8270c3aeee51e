using System.Data.Common;
using Dapper;
using StanceApi.Values;

namespace StanceApi.Storage;

/// <summary>What a failed statement means, whatever the engine calls it.</summary>
internal enum StoreFault
{
    /// <summary>A fault of the statement or the program.</summary>
    Other,

    /// <summary>The statement ran out of its time and was stopped.</summary>
    Interrupted,

    /// <summary>The store is away, full, locked or read-only: the whole transaction may be gone.</summary>
    Unavailable,
}

/// <summary>
/// The seam between the engines: everything that differs is a member here, and no statement is written twice.
/// A connection belongs to one caller at a time.
/// </summary>
internal abstract class Engine : IAsyncDisposable
{
    /// <summary>What whoever cannot write is told while an import writes all its lines together.</summary>
    public const string LongWork = "An import is being written as one change. Others write when it has ended: try again shortly.";

    /// <summary>The schema that holds the current rows, to name a table that a time-travel query shadows.</summary>
    public abstract string Schema { get; }

    /// <summary>The folder of the migrations that are this engine's own.</summary>
    public abstract string Migrations { get; }

    /// <summary>The DDL words of the migrations that differ.</summary>
    public abstract Dictionary<string, string> DdlWords { get; }

    /// <summary>Whether other processes may write to the same database, so that their commits must be looked for.</summary>
    public abstract bool HasOtherWriters { get; }

    /// <summary>Whether there are standbys, which may be asked for what need not be the newest.</summary>
    public virtual bool HasStandbys => false;

    /// <summary>How many bytes are free where the database lies; null where another machine knows.</summary>
    public virtual long? FreeBytes => null;

    /// <summary>Whether the database has a table of this name.</summary>
    public abstract bool HasTable(DbConnection connection, string name);

    /// <summary>
    /// Selects the columns that are stored of every table of the schema, in order: table_name, name, is_number (1 for 64-bit numbers, else 0)
    /// and key_place (from 1 in the primary key, else 0).
    /// </summary>
    public abstract string FindColumns { get; }

    /// <summary>What another program keeps shall neither be filled up nor taken for a store; of what is a store others may keep tables beside it.</summary>
    /// <exception cref="UnfitStoreException">The database has tables, and no version of this service has made a store of it.</exception>
    protected async Task RefuseForeignAsync(DbConnection connection)
    {
        if (HasTable(connection, Storage.Migrations.Journal)) return;
        if ((await connection.QueryAsync<string>(FindColumns)).FirstOrDefault() is { } table)
            throw new UnfitStoreException($"The database belongs to another program: it has a table {table}, and no store. Make an empty one and name it in ConnectionStrings__Stance.");
    }

    /// <summary>
    /// Selects kind, name and sql of every table, index and trigger, so that they can be compared with those that the migrations make in <see cref="OpenEmpty"/>;
    /// null where the engine does not keep them as they were written.
    /// </summary>
    public virtual string? FindDefinitions => null;

    /// <summary>An open connection to an empty database, which ends with it.</summary>
    public virtual DbConnection OpenEmpty() => throw new NotSupportedException();

    /// <summary>Selects which tables (owner) refer to which (target).</summary>
    public abstract string FindReferences { get; }

    /// <summary>The stamp of the migrations that made the schema, 0 where there is none: equal means that there is nothing to apply.</summary>
    public abstract long ReadStamp(DbConnection connection);

    public abstract void WriteStamp(DbConnection connection, int stamp);

    /// <summary>
    /// An open connection to migrate with. Processes that start at once get it one after the other, as each disposes it; where
    /// only one may write, the others are refused.
    /// </summary>
    /// <exception cref="StoreLockedException">Another process has the database for itself.</exception>
    /// <exception cref="UnfitStoreException">The database cannot hold the store.</exception>
    /// <param name="tell">Is told what is waited for.</param>
    public abstract Task<DbConnection> OpenMigratorAsync(Action<string> tell);

    /// <summary>An open connection that can write.</summary>
    public abstract Task<DbConnection> OpenWriterAsync();

    /// <summary>An open connection that cannot write.</summary>
    public abstract Task<DbConnection> OpenReaderAsync(CancellationToken cancellation);

    /// <summary>The same to a standby, if one answers: what it shows may lag.</summary>
    public virtual Task<DbConnection> OpenLateReaderAsync(CancellationToken cancellation) => OpenReaderAsync(cancellation);

    /// <summary>An open connection that cannot write, for an export: its statement may take as long as that may.</summary>
    public abstract Task<DbConnection> OpenExporterAsync(CancellationToken cancellation);

    /// <summary>The same to a standby, if one answers: what it shows may lag.</summary>
    public virtual Task<DbConnection> OpenLateExporterAsync(CancellationToken cancellation) => OpenExporterAsync(cancellation);

    /// <summary>The path of the file that the database is and that can be copied; null where a server has it.</summary>
    public abstract string? DatabasePath { get; }

    /// <summary>
    /// Copies the database, as it is at one moment, into a file that is not there or empty; without a <paramref name="target"/> into a new
    /// one beside it, which whoever asks deletes. Where it fails no file is left.
    /// </summary>
    /// <exception cref="IOException">There is no room for it.</exception>
    public abstract Task<string> CopyAsync(string? target, CancellationToken cancellation);

    /// <summary>Claims the database for the one copy that may go into it, for as long as the connection lasts; false where another connection has done so.</summary>
    public virtual Task<bool> ClaimAsync(DbConnection connection) => Task.FromResult(true);

    /// <summary>
    /// Begins the transaction of a batch of writes; its first statement takes the writer's lock, for which it waits long only where it is patient. One that is
    /// long lets the impatient ones of other processes know.
    /// </summary>
    /// <exception cref="StoreException">It is not patient, and another process's work takes long.</exception>
    public abstract Task<DbTransaction> BeginWriteAsync(DbConnection connection, bool isPatient, bool isLong = false);

    /// <summary>
    /// Has the commit of a transaction that may have written nothing wait for what a commit that writes waits for: what it answers may have been written
    /// by a transaction whose own commit was not confirmed by a standby.
    /// </summary>
    public virtual Task ConfirmAsync(DbConnection connection, DbTransaction transaction) => Task.CompletedTask;

    /// <summary>Ends the transaction of another process that holds the writer's lock and has stopped in the middle, where the server does not do that by itself.</summary>
    /// <param name="connection">A connection that can read.</param>
    /// <param name="seen">What was seen before, null at the first time. Where it has not changed the transaction is ended.</param>
    /// <returns>What is seen now.</returns>
    public virtual Task<string?> EndStalledAsync(DbConnection connection, string? seen) => Task.FromResult<string?>(null);

    /// <summary>What is done on the writer's connection before it is closed for good.</summary>
    public virtual void Finish(DbConnection connection)
    {
    }

    /// <summary>Refuses a database whose tables may not be read, or not be written to where that is needed, in words that say what to grant.</summary>
    /// <exception cref="UnfitStoreException">A right is missing.</exception>
    public virtual Task RefuseWithoutRightsAsync(DbConnection connection, bool toWrite) => Task.CompletedTask;

    /// <summary>Whether statements that are sent together by a reader see one snapshot without a transaction begun around them.</summary>
    public abstract bool SeesOneSnapshotTogether { get; }

    /// <summary>Begins a transaction in which every statement sees one snapshot.</summary>
    public abstract DbTransaction BeginRead(DbConnection connection);

    /// <summary>Stops the statement that runs on <paramref name="connection"/>, from another thread, where cancelling its token does not.</summary>
    public virtual void Interrupt(DbConnection connection)
    {
    }

    /// <summary>
    /// Reads the rows of a statement one by one, holding at most <paramref name="rowsAtOnce"/>. Whoever stops early pays for little
    /// more than what was read.
    /// </summary>
    public abstract IAsyncEnumerable<T> StreamAsync<T>(DbConnection connection, CommandDefinition statement, int rowsAtOnce);

    /// <summary>The same rows as the driver has them.</summary>
    public abstract IAsyncEnumerable<RawRow> RowsAsync(DbConnection connection, CommandDefinition statement, int rowsAtOnce);

    /// <summary>The row that a reader stands on, whichever that is.</summary>
    public abstract RawRow Row(DbDataReader rows);

    /// <summary>Inserts many rows at once.</summary>
    public abstract Task InsertAsync(DbConnection connection, DbTransaction transaction, BulkInsert insert, IReadOnlyList<object?[]> rows);

    /// <summary>Inserts rows as they come, as fast as the engine can, however many.</summary>
    public abstract Task LoadAsync(DbConnection connection, DbTransaction transaction, BulkInsert insert, IAsyncEnumerable<RawRow> rows);

    /// <summary>Makes a database that was filled all at once ready to be read.</summary>
    public abstract Task SettleAsync(DbConnection connection);

    /// <summary>The parameter value that carries a list of texts to <see cref="AnyOf"/> and <see cref="Each"/>.</summary>
    public abstract object List(IEnumerable<string> values);

    /// <summary>A condition: <paramref name="column"/> is one of the list that <paramref name="parameter"/> carries.</summary>
    public abstract string AnyOf(string column, string parameter);

    /// <summary>
    /// A condition: <paramref name="column"/> is one of the texts that <paramref name="select"/> finds. They are found first, and looked up
    /// in the column: right where they are few, in the past too.
    /// </summary>
    public abstract string AnyFound(string column, string select);

    /// <summary>The parameter value that carries a list of 64-bit numbers to <see cref="AnyOfNumbers"/>.</summary>
    public abstract object Numbers(IEnumerable<long> values);

    /// <summary>A condition: the number in <paramref name="column"/> is one of the list that <paramref name="parameter"/> carries.</summary>
    public abstract string AnyOfNumbers(string column, string parameter);

    /// <summary>A table expression named <c>each</c> of one column, <c>value</c>: the texts of the list that <paramref name="parameter"/> carries.</summary>
    public abstract string Each(string parameter);

    /// <summary>
    /// An arm of a UNION ALL that ends with <paramref name="ending"/>, its ORDER BY and LIMIT: an arm too must be bounded where the engine
    /// does not merge arms by itself.
    /// </summary>
    public abstract string Arm(string select, string ending);

    /// <summary>
    /// The parameter value that carries a search to <see cref="Found"/>: entries of the noun of this singular (null: of any) that hold
    /// what is wanted and not what is excluded; passages of restricted texts only for whoever sees them.
    /// </summary>
    public abstract string Search(SearchQuery query, string? type, bool seesRestricted);

    /// <summary>
    /// The rows of <c>search_entries</c> that the search which <paramref name="parameter"/> carries finds: what follows a FROM, its WHERE included. In the order
    /// <see cref="NewestFirst"/> no more are looked at than are taken.
    /// </summary>
    public abstract string Found(string parameter);

    /// <summary>The order of what is found, the newest entries first.</summary>
    public abstract string NewestFirst { get; }

    /// <summary>Selects, as texts, what the engine itself finds wrong with its structures, the search's among them.</summary>
    public abstract string Faults { get; }

    public abstract StoreFault Classify(DbException failure);

    /// <summary>Whether there is no room on the disk.</summary>
    public abstract bool IsFull(DbException failure);

    /// <summary>What to do about a failure that keeps the service from starting.</summary>
    public abstract string Advice(DbException failure);

    public abstract ValueTask DisposeAsync();
}
