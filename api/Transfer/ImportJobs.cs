using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Dapper;
using Microsoft.Extensions.Options;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Transfer;

/// <summary>
/// The import jobs of this process: so many run at once, so many wait. On a database that other processes serve too each job gives a sign
/// of life every few seconds, on a connection of its own; where this process is the only one that writes, a job that is not here is over.
/// </summary>
internal sealed partial class ImportJobs(Engine engine, ImportJob runner, Writer writer, IOptions<ImportOptions> options, TimeProvider clock, ILogger<ImportJobs> log) : BackgroundService
{
    /// <summary>How long a job of another process may be silent before it counts as interrupted.</summary>
    private const long LongestSilence = 20L * 1_000_000;

    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, LiveJob> live = new(StringComparer.Ordinal);
    private readonly Channel<LiveJob> queue = Channel.CreateUnbounded<LiveJob>();
    private readonly Channel<LiveJob> cancelled = Channel.CreateUnbounded<LiveJob>();
    private readonly CancellationTokenSource stopping = new();
    private int places = options.Value.Jobs + options.Value.Queue;

    /// <summary>Cancelled when the service stops.</summary>
    public CancellationToken Stopping => stopping.Token;

    /// <summary>Takes a place for a job; false where all are taken.</summary>
    public bool TryReserve()
    {
        if (Interlocked.Decrement(ref places) >= 0) return true;
        Release();
        return false;
    }

    /// <summary>Gives back a place that no job took.</summary>
    public void Release() => Interlocked.Increment(ref places);

    /// <summary>Makes a job known before its row is kept, so that nobody takes it for interrupted.</summary>
    public void Announce(LiveJob job) => live[job.Id] = job;

    /// <summary>Forgets a job that was announced and not kept.</summary>
    public void Withdraw(LiveJob job)
    {
        if (job.TryClaim()) Forget(job);
    }

    /// <summary>
    /// Ends a job that waits or runs here; false where it does neither. One that waits is over at once and leaves its place to others, and its row
    /// is kept when the writer is free; one that runs ends where it is.
    /// </summary>
    public bool Cancel(string id)
    {
        if (Find(id) is not { } job) return false;
        job.Cancel();
        if (!job.TryClaim()) return true;
        var now = Instant.Microseconds(clock.GetUtcNow());
        job.Kept = job.Kept with { State = Words<JobState>.Of(JobState.Cancelled), FinishedAt = now, HeartbeatAt = now, CancelledAt = now };
        job.Dispose();
        Release();
        cancelled.Writer.TryWrite(job);
        return true;
    }

    /// <summary>Runs an announced job when its turn comes.</summary>
    public void Enqueue(LiveJob job) => queue.Writer.TryWrite(job);

    /// <summary>A job that waits or runs here; null where it does not.</summary>
    public LiveJob? Find(string id) => live.GetValueOrDefault(id);

    /// <summary>A job's row as it stands now, wherever it runs.</summary>
    /// <param name="row">The row.</param>
    /// <param name="here">What <see cref="Find"/> gave before the row was read: a job is forgotten here when its row tells its end, so that one that ends meanwhile is not taken for interrupted.</param>
    public JobRow Current(JobRow row, LiveJob? here)
    {
        if (!row.IsOpen) return row;
        if (here is not null) return here.Now;
        var isSilent = !engine.HasOtherWriters || row.HeartbeatAt < Instant.Microseconds(clock.GetUtcNow()) - LongestSilence;
        return isSilent ? row.Interrupted() : row;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var _ = stoppingToken.Register(stopping.Cancel);
        Task[] work = [.. Enumerable.Range(0, options.Value.Jobs).Select(_ => Task.Run(WorkAsync, CancellationToken.None)), BeatAsync(stoppingToken), ForgetAsync(stoppingToken)];
        var ends = KeepEndsAsync();
        await Task.WhenAll(work);
        cancelled.Writer.TryComplete();
        await ends;
    }

    public override void Dispose()
    {
        // This cancels once more, and our own tokens hang on it.
        base.Dispose();
        stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var job in queue.Reader.ReadAllAsync(Stopping)) await RunAsync(job);
        }
        catch (OperationCanceledException)
        {
            // What still waits is not begun; its row is told of below.
            while (queue.Reader.TryRead(out var job)) await RunAsync(job);
        }
    }

    private async Task RunAsync(LiveJob job)
    {
        if (!job.TryClaim()) return;
        try
        {
            await runner.RunAsync(job);
        }
        finally
        {
            Forget(job);
        }
    }

    /// <summary>What became of jobs that were cancelled while they waited is told from here until their rows have it.</summary>
    private async Task KeepEndsAsync()
    {
        await foreach (var job in cancelled.Reader.ReadAllAsync(CancellationToken.None))
        {
            await runner.KeepEndAsync(job);
            live.TryRemove(job.Id, out _);
        }
    }

    private void Forget(LiveJob job)
    {
        live.TryRemove(job.Id, out _);
        job.Dispose();
        Release();
    }

    private async Task BeatAsync(CancellationToken cancellation)
    {
        if (!engine.HasOtherWriters) return;
        using var timer = new PeriodicTimer(BeatInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation)) await BeatOnceAsync();
        }
        catch (OperationCanceledException)
        {
            // The service stops, and with it the jobs.
        }
    }

    private async Task BeatOnceAsync()
    {
        if (live.IsEmpty) return;
        try
        {
            await using var connection = await engine.OpenWriterAsync();
            foreach (var job in live.Values)
            {
                await connection.ExecuteAsync(JobStore.Beat, job.Now with { HeartbeatAt = Instant.Microseconds(clock.GetUtcNow()) });
                if (await connection.ExecuteScalarAsync<long?>(JobStore.FindCancelled, new { job.Id }) is not null) Cancel(job.Id);
            }
        }
        catch (Exception failure) when (failure is DbException or TimeoutException)
        {
            LogMissed(failure);
        }
    }

    private async Task ForgetAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(ForgetInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation)) await ForgetOnceAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }

    private async Task ForgetOnceAsync(CancellationToken cancellation)
    {
        try
        {
            await writer.RunAsync(
                "jobs",
                async session =>
                {
                    await JobStore.ForgetAsync(session);
                    return (0, Keep: true);
                },
                cancellation);
        }
        catch (StoreException failure)
        {
            LogMissed(failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Jobs could not be looked after; the next time may succeed.")]
    private partial void LogMissed(Exception failure);
}
