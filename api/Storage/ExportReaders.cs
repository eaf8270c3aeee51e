using System.Data.Common;
using Microsoft.Extensions.Options;

namespace StanceApi.Storage;

/// <summary>
/// A bounded number of long reads, each on a connection of its own: an export holds a snapshot for minutes, which must not keep
/// the requests from reading.
/// </summary>
internal sealed class ExportReaders(Engine engine, IOptions<ServiceLimits> limits) : IDisposable
{
    private const string NoCopy = "The copy could not be made where temporary files lie: the service's log says why.";

    private readonly SemaphoreSlim places = new(limits.Value.Exports);
    private readonly TimeSpan limit = TimeSpan.FromSeconds(limits.Value.ExportSeconds);

    /// <summary>Whether there is a file to be copied.</summary>
    public bool CanCopy => engine.DatabasePath is not null;

    /// <summary>Begins the reads of an export, on a standby where what it shows may lag.</summary>
    /// <exception cref="StoreException">As many exports as may run already, or the store is away.</exception>
    public async Task<ReadSession> OpenAsync(bool mayLag, CancellationToken cancellation)
    {
        Enter();
        try
        {
            return await ReadSession.OpenAsync(engine, mayLag ? engine.OpenLateExporterAsync : engine.OpenExporterAsync, limit, ReleaseAsync, cancellation, mayLag && engine.HasStandbys);
        }
        catch
        {
            places.Release();
            throw;
        }
    }

    /// <summary>Copies the database into a file, which whoever asks deletes, and tells the head of the feed in it.</summary>
    /// <exception cref="StoreException">As many exports as may run already, there is no room, or it takes too long.</exception>
    public async Task<(string Path, FeedHead Head)> CopyAsync(CancellationToken cancellation)
    {
        Enter();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        try
        {
            return await DatabaseCopy.WritePassingAsync(engine, deadline.Token);
        }
        catch (DbException failure) when (engine.Classify(failure) is StoreFault.Interrupted or StoreFault.Unavailable)
        {
            throw new StoreException(engine.Classify(failure) == StoreFault.Interrupted ? StoreFailure.TimedOut : StoreFailure.Unavailable, failure) { Reason = NoCopy };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreFailure.Unavailable, failure) { Reason = NoCopy };
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();

    private void Enter()
    {
        // Nobody waits here: an export that runs may take minutes.
        if (!places.Wait(0, CancellationToken.None)) throw StoreException.Busy("As many exports run as there may at once. Try again when one has ended.");
    }

    private async ValueTask ReleaseAsync(DbConnection connection, bool isSound)
    {
        try
        {
            await connection.DisposeAsync();
        }
        finally
        {
            places.Release();
        }
    }
}
