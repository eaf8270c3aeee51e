using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Microsoft.Extensions.Options;

namespace StanceApi.Storage;

/// <summary>
/// So many reads at once, each on a connection that cannot write. Those to the primary are kept open; one that may be to a standby is chosen anew each
/// time, since standbys come and go.
/// </summary>
internal sealed class ReaderPool(Engine engine, bool mayLag, int most, IOptions<ServiceLimits> limits, TimeProvider clock) : IAsyncDisposable
{
    private readonly ConcurrentBag<DbConnection> idle = [];
    private readonly SemaphoreSlim places = new(most);
    private readonly TimeSpan limit = TimeSpan.FromSeconds(limits.Value.QuerySeconds);

    /// <exception cref="StoreException">Every reader is busy and stays so for the time limit, or the store is away.</exception>
    public async Task<ReadSession> OpenAsync(CancellationToken cancellation)
    {
        if (!await places.WaitAsync(limit, cancellation)) throw StoreException.Busy("As many reads run as there may at once. Try again shortly.");
        try
        {
            var begun = clock.GetTimestamp();
            return await ReadSession.OpenAsync(engine, TakeAsync, limit, (used, isSound) => ReleaseAsync(used, isSound, begun), cancellation, mayLag);
        }
        catch
        {
            places.Release();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (idle.TryTake(out var connection)) await connection.DisposeAsync();
        places.Dispose();
    }

    private async Task<DbConnection> TakeAsync(CancellationToken cancellation)
    {
        while (idle.TryTake(out var connection))
        {
            // One that the server closed at the end of its last read looked sound until then.
            if (connection.State == ConnectionState.Open) return connection;
            await connection.DisposeAsync();
        }

        return await (mayLag ? engine.OpenLateReaderAsync(cancellation) : engine.OpenReaderAsync(cancellation));
    }

    private async ValueTask ReleaseAsync(DbConnection connection, bool isSound, long begun)
    {
        Meters.Queries.Record(clock.GetElapsedTime(begun).TotalSeconds);
        try
        {
            if (isSound && !mayLag)
            {
                idle.Add(connection);
                return;
            }

            await connection.DisposeAsync();
            // What has failed on one has probably failed on all: nobody shall find that out again.
            while (!isSound && idle.TryTake(out var other)) await other.DisposeAsync();
        }
        finally
        {
            places.Release();
        }
    }
}
