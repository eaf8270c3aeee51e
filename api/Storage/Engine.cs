using System.Data.Common;
using Dapper;

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
    /// <summary>The schema that holds the current rows, to name a table that a time-travel query shadows.</summary>
    public abstract string Schema { get; }

    /// <summary>The DDL words of the migrations that differ.</summary>
    public abstract Dictionary<string, string> DdlWords { get; }

    /// <summary>Whether other processes may write to the same database, so that their commits must be looked for.</summary>
    public abstract bool HasOtherWriters { get; }

    /// <summary>Whether the database has a table of this name.</summary>
    public abstract bool HasTable(DbConnection connection, string name);

    /// <summary>The stamp of the migrations that made the schema, 0 where there is none: equal means that there is nothing to apply.</summary>
    public abstract long ReadStamp(DbConnection connection);

    public abstract void WriteStamp(DbConnection connection, int stamp);

    /// <summary>
    /// An open connection to migrate with. Processes that start at once get it one after the other, as each disposes it; where
    /// only one may write, the others are refused.
    /// </summary>
    /// <exception cref="StoreLockedException">Another process has the database for itself.</exception>
    /// <exception cref="UnfitStoreException">The database cannot hold the store.</exception>
    public abstract Task<DbConnection> OpenMigratorAsync();

    /// <summary>An open connection that can write.</summary>
    public abstract Task<DbConnection> OpenWriterAsync();

    /// <summary>An open connection that cannot write.</summary>
    public abstract Task<DbConnection> OpenReaderAsync(CancellationToken cancellation);

    /// <summary>Begins the transaction of a batch of writes; its first statement takes the writer's lock.</summary>
    public abstract Task<DbTransaction> BeginWriteAsync(DbConnection connection);

    /// <summary>Begins a transaction in which every statement sees one snapshot.</summary>
    public abstract DbTransaction BeginRead(DbConnection connection);

    /// <summary>Stops the statement that runs on <paramref name="connection"/>, from another thread, where cancelling its token does not.</summary>
    public virtual void Interrupt(DbConnection connection)
    {
    }

    /// <summary>Reads the rows of a statement one by one. Whoever stops early pays for little more than what was read.</summary>
    public abstract IAsyncEnumerable<T> StreamAsync<T>(DbConnection connection, CommandDefinition statement);

    /// <summary>The parameter value that carries a list of texts to <see cref="AnyOf"/> and <see cref="Each"/>.</summary>
    public abstract object List(IEnumerable<string> values);

    /// <summary>A condition: <paramref name="column"/> is one of the list that <paramref name="parameter"/> carries.</summary>
    public abstract string AnyOf(string column, string parameter);

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

    public abstract StoreFault Classify(DbException failure);

    /// <summary>What to do about a failure that keeps the service from starting.</summary>
    public abstract string Advice(DbException failure);

    public abstract ValueTask DisposeAsync();
}
