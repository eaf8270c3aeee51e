using System.Data.Common;

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
internal abstract class Engine
{
    /// <summary>The schema that holds the current rows, to name a table that a time-travel query shadows.</summary>
    public abstract string Schema { get; }

    /// <summary>The DDL words of the migrations that differ.</summary>
    public abstract Dictionary<string, string> DdlWords { get; }

    /// <summary>Whether the database has a table of this name.</summary>
    public abstract bool HasTable(DbConnection connection, string name);

    /// <summary>The stamp of the migrations that made the schema, 0 where there is none: equal means that there is nothing to apply.</summary>
    public abstract long ReadStamp(DbConnection connection);

    public abstract void WriteStamp(DbConnection connection, int stamp);

    /// <summary>An open connection that can write.</summary>
    public abstract DbConnection OpenWriter();

    /// <summary>An open connection that cannot write.</summary>
    public abstract DbConnection OpenReader();

    /// <summary>Begins the transaction of a batch of writes; its first statement takes the writer's lock.</summary>
    public abstract DbTransaction BeginWrite(DbConnection connection);

    /// <summary>Begins a transaction in which every statement sees one snapshot.</summary>
    public abstract DbTransaction BeginRead(DbConnection connection);

    /// <summary>Stops the statement that runs on <paramref name="connection"/>, from another thread.</summary>
    public abstract void Interrupt(DbConnection connection);

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

    public abstract StoreFault Classify(DbException failure);
}
