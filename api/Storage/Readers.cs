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
        try
        {
            return Begin(idle.TryTake(out var connection) ? connection : engine.OpenReader(), cancellation);
        }
        catch (Exception failure)
        {
            places.Release();
            throw failure is DbException ? new StoreException(StoreFailure.Unavailable, failure) : failure;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (idle.TryTake(out var connection)) await connection.DisposeAsync();
        places.Dispose();
    }

    private ReadSession Begin(DbConnection connection, CancellationToken cancellation)
    {
        try
        {
            var transaction = engine.BeginRead(connection);
            var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            deadline.CancelAfter(limit);
            return new ReadSession(engine, connection, transaction, deadline, ReleaseAsync);
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
            if (isSound) idle.Add(connection);
            else await connection.DisposeAsync();
        }
        finally
        {
            places.Release();
        }
    }
}
