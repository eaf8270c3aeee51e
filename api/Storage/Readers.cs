using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Options;

namespace StanceApi.Storage;

/// <summary>A bounded set of read-only connections, kept open.</summary>
internal sealed class Readers(Engine engine, IOptions<ServiceLimits> limits) : IAsyncDisposable
{
    private readonly ConcurrentBag<DbConnection> idle = [];
    private readonly SemaphoreSlim places = new(limits.Value.Readers);
    private readonly TimeSpan limit = TimeSpan.FromSeconds(limits.Value.QuerySeconds);

    /// <summary>Begins the reads of a request.</summary>
    /// <exception cref="StoreException">Every reader is busy and stays so for the time limit, or the store is away.</exception>
    public async Task<ReadSession> OpenAsync(CancellationToken cancellation)
    {
        if (!await places.WaitAsync(limit, cancellation)) throw new StoreException(StoreFailure.Busy);
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            deadline.CancelAfter(limit);
            return Begin(idle.TryTake(out var connection) ? connection : await engine.OpenReaderAsync(deadline.Token), deadline);
        }
        catch (Exception failure)
        {
            deadline.Dispose();
            places.Release();
            // A server that does not answer in time is away.
            var isAway = failure is DbException or TimeoutException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested);
            if (isAway) throw new StoreException(StoreFailure.Unavailable, failure);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (idle.TryTake(out var connection)) await connection.DisposeAsync();
        places.Dispose();
    }

    private ReadSession Begin(DbConnection connection, CancellationTokenSource deadline)
    {
        try
        {
            return new ReadSession(engine, connection, engine.BeginRead(connection), deadline, ReleaseAsync);
        }
        catch (DbException)
        {
            connection.Dispose();
            throw;
        }
    }

    private async ValueTask ReleaseAsync(DbConnection connection, bool isSound)
    {
        try
        {
            if (isSound)
            {
                idle.Add(connection);
                return;
            }

            // What has failed on one has probably failed on all: nobody shall find that out again.
            await connection.DisposeAsync();
            while (idle.TryTake(out var other)) await other.DisposeAsync();
        }
        finally
        {
            places.Release();
        }
    }
}
