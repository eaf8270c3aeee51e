using System.Data.Common;

namespace StanceApi.Storage;

/// <summary>Statements inside a transaction that somebody else began and ends.</summary>
internal sealed class TransactionSession(Engine engine, DbConnection connection, DbTransaction transaction) : Session(engine, connection)
{
    protected override DbTransaction Transaction { get; } = transaction;
}
