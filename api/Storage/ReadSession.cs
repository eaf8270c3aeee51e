using System.Data.Common;
using Dapper;

namespace StanceApi.Storage;

/// <summary>The reads of one request: one snapshot, one time limit. Disposing it gives the connection back.</summary>
internal sealed class ReadSession : Session, IAsyncDisposable
{
    private readonly DbConnection connection;
    private readonly CancellationTokenSource deadline;
    private readonly CancellationTokenRegistration interruption;
    private readonly Func<DbConnection, bool, ValueTask> release;

    /// <summary>Begun with the first statement that needs it.</summary>
    private DbTransaction? transaction;

    private ReadSession(Engine engine, DbConnection connection, CancellationTokenSource deadline, Func<DbConnection, bool, ValueTask> release)
        : base(engine, connection)
    {
        this.connection = connection;
        this.deadline = deadline;
        this.release = release;
        interruption = deadline.Token.Register(() => engine.Interrupt(connection));
    }

    /// <summary>Cancelled when the time of the session is over, or whoever asked has hung up.</summary>
    public CancellationToken TimeLimit => deadline.Token;

    protected override CancellationToken Deadline => deadline.Token;

    protected override DbTransaction Transaction => transaction ??= Begin();

    /// <summary>Begins reads on a connection, at most for <paramref name="limit"/>.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="connect">Takes the connection.</param>
    /// <param name="limit">The time limit, the connecting included.</param>
    /// <param name="release">Takes the connection back, and whether it is sound.</param>
    /// <param name="cancellation">Of whoever asks.</param>
    /// <param name="mayLag">Whether the connection may be one to a standby.</param>
    /// <exception cref="StoreException">The store is away.</exception>
    public static async Task<ReadSession> OpenAsync(
        Engine engine, Func<CancellationToken, Task<DbConnection>> connect, TimeSpan limit, Func<DbConnection, bool, ValueTask> release, CancellationToken cancellation, bool mayLag = false)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            deadline.CancelAfter(limit);
            return new ReadSession(engine, await connect(deadline.Token), deadline, release) { MayLag = mayLag };
        }
        catch (Exception failure)
        {
            deadline.Dispose();
            // A server that does not answer in time is away.
            var isAway = failure is DbException or TimeoutException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested);
            if (isAway) throw new StoreException(StoreFailure.Unavailable, failure);
            throw;
        }
    }

    /// <summary>
    /// The head of the feed and the rows of a statement, of one snapshot and sent together: in one round trip, where that is all that a request
    /// reads. Statements after it see a snapshot of their own, unless one before it began the session's.
    /// </summary>
    /// <exception cref="StoreException">The statements ran out of their time, or the store is away.</exception>
    public Task<FeedHead> ReadWithHeadAsync(string sql, object? parameters, Action<RawRow> read) => RunAsync(
        sql,
        async () =>
        {
            var needed = Engine.SeesOneSnapshotTogether ? transaction : Transaction;
            await using var results = await Connection.ExecuteReaderAsync(new CommandDefinition($"{FeedHead.Newest};\n{sql}", parameters, needed, cancellationToken: Deadline));
            var head = await results.ReadAsync(Deadline) ? new FeedHead(results.GetInt64(0), results.GetInt64(1)) : default;
            await results.NextResultAsync(Deadline);
            await ReadAsync(results, read);
            return head;
        },
        statements: 2);

    private DbTransaction Begin()
    {
        try
        {
            return Engine.BeginRead(connection);
        }
        catch (DbException failure)
        {
            HasFailed = true;
            throw new StoreException(StoreFailure.Unavailable, failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        var isSound = false;
        try
        {
            // The interruption first: it must not hit the next request's statement on this connection.
            await interruption.DisposeAsync();
            if (transaction is not null) await transaction.DisposeAsync();
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
