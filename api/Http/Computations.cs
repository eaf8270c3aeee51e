using Microsoft.Extensions.Options;
using StanceApi.Storage;

namespace StanceApi.Http;

/// <summary>
/// Figures take processors instead of the store: as many are computed at once as there are processors, each for at most as long as a read may take.
/// </summary>
internal sealed class Computations(IOptions<ServiceLimits> limits) : IDisposable
{
    /// <summary>How many answers with figures there are for each processor, computed or on their way.</summary>
    private const int AnswersPerProcessor = 4;

    private readonly SemaphoreSlim places = new(Environment.ProcessorCount);
    private readonly SemaphoreSlim answers = new(AnswersPerProcessor * Environment.ProcessorCount);
    private readonly TimeSpan limit = TimeSpan.FromSeconds(limits.Value.QuerySeconds);

    /// <summary>Waits for the place of an answer, which is free again when it is disposed: the answer was sent.</summary>
    /// <exception cref="StoreException">There are as many answers as there may be, and stay so for the time limit.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        if (!await answers.WaitAsync(limit, cancellation)) throw StoreException.Busy("As many answers with figures are on their way as there may be at once. Try again shortly.");
        return new Place(answers);
    }

    /// <summary>Computes on a thread of its own, so that those that answer stay free. What it gives must ask the token now and then.</summary>
    /// <exception cref="StoreException">It ran out of its time, or every processor is busy and stays so for the time limit.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, T> compute, CancellationToken cancellation)
    {
        if (!await places.WaitAsync(limit, cancellation)) throw StoreException.Busy("As many figures are being computed as there are processors. Try again shortly.");
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

    public void Dispose()
    {
        places.Dispose();
        answers.Dispose();
    }

    private sealed class Place(SemaphoreSlim answers) : IDisposable
    {
        public void Dispose() => answers.Release();
    }
}
