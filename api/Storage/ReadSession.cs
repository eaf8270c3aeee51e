using System.Data.Common;

namespace StanceApi.Storage;

/// <summary>The reads of one request: one snapshot, one time limit. Disposing it gives the connection back.</summary>
internal sealed class ReadSession : Session, IAsyncDisposable
{
    private readonly DbConnection connection;
    private readonly DbTransaction transaction;
    private readonly CancellationTokenSource deadline;
    private readonly CancellationTokenRegistration interruption;
    private readonly Func<DbConnection, bool, ValueTask> release;

    public ReadSession(Engine engine, DbConnection connection, DbTransaction transaction, CancellationTokenSource deadline, Func<DbConnection, bool, ValueTask> release)
        : base(engine, connection, transaction)
    {
        this.connection = connection;
        this.transaction = transaction;
        this.deadline = deadline;
        this.release = release;
        interruption = deadline.Token.Register(() => engine.Interrupt(connection));
    }

    protected override CancellationToken Deadline => deadline.Token;

    public async ValueTask DisposeAsync()
    {
        var isSound = false;
        try
        {
            // The interruption first: it must not hit the next request's statement on this connection.
            await interruption.DisposeAsync();
            await transaction.DisposeAsync();
            deadline.Dispose();
            isSound = !HasFailed;
        }
        catch (DbException)
        {
            // The statements were answered; only the connection is lost, and it is given up below.
            isSound = false;
        }
        finally
        {
            await release(connection, isSound);
        }
    }
}
