using Microsoft.Extensions.Options;
using StanceApi.Storage;

namespace StanceApi.Http;

/// <summary>
/// Figures take processors instead of the store: as many are computed at once as there are processors, each for at most as long as a read may take.
/// </summary>
internal sealed class Computations(IOptions<ServiceLimits> limits) : IDisposable
{
    private readonly SemaphoreSlim places = new(Environment.ProcessorCount);
    private readonly TimeSpan limit = TimeSpan.FromSeconds(limits.Value.QuerySeconds);

    /// <summary>Computes on a thread of its own, so that those that answer stay free. What it gives must ask the token now and then.</summary>
    /// <exception cref="StoreException">It ran out of its time, or every processor is busy and stays so for the time limit.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, T> compute, CancellationToken cancellation)
    {
        if (!await places.WaitAsync(limit, cancellation)) throw new StoreException(StoreFailure.Busy);
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            deadline.CancelAfter(limit);
            return await Task.Factory.StartNew(() => compute(deadline.Token), deadline.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (OperationCanceledException stopped) when (!cancellation.IsCancellationRequested)
        {
            throw new StoreException(StoreFailure.TimedOut, stopped);
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();
}
