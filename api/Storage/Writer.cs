using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace StanceApi.Storage;

/// <summary>
/// The one writer: it takes what waits in a bounded queue, runs each request's work inside a savepoint of one transaction,
/// commits once, and only then lets each request answer. A failing request takes nobody down; the order is total.
/// </summary>
internal sealed partial class Writer : IHostedService, IAsyncDisposable
{
    private const string FullDisk = "The disk that the store lies on is full: it needs room.";

    private readonly Engine engine;
    private readonly TimeProvider clock;
    private readonly ILogger<Writer> log;
    private readonly CommitSignal commits;
    private readonly Channel<WriterJob> queue;
    private DbConnection? connection;
    private Task? loop;
    private volatile bool hasFailed;
    private volatile string? ailment;
    private volatile bool isOccupied;

    public Writer(Engine engine, IOptions<ServiceLimits> limits, TimeProvider clock, CommitSignal commits, ILogger<Writer> log)
    {
        this.engine = engine;
        this.clock = clock;
        this.commits = commits;
        this.log = log;
        queue = Channel.CreateBounded<WriterJob>(new BoundedChannelOptions(limits.Value.WriterQueue) { SingleReader = true });
    }

    /// <summary>How many writes share a commit at most. PostgreSQL's subtransaction cache overflows beyond 64; the benchmark compares with 1.</summary>
    internal int LargestBatch { get; set; } = 64;

    /// <summary>In its last turn work is done whatever it takes: what was prepared may be out of date each time. The benchmark compares with 1.</summary>
    internal int MostTurns { get; set; } = 3;

    /// <summary>
    /// Runs <paramref name="work"/> when its turn comes and returns its value after the commit. What it wrote is kept only where
    /// it says so, and only as a whole.
    /// </summary>
    /// <param name="author">Who writes.</param>
    /// <param name="work">What to write.</param>
    /// <param name="cancellation">Keeps work from being begun for whoever is gone.</param>
    /// <param name="isPatient">Whether it waits its turn even while long work runs.</param>
    /// <param name="mayRepeat">Whether the work can be run more than once, so that what takes long can be put off (<see cref="WriteSession.PutOff"/>).</param>
    /// <exception cref="StoreException">The queue is full, or the transaction could not be committed: nothing was kept.</exception>
    public async Task<T> RunAsync<T>(
        Author author, Func<WriteSession, Task<(T Value, bool Keep)>> work, CancellationToken cancellation, bool isPatient = false, bool mayRepeat = false)
    {
        using var span = Meters.Spans.StartActivity("write");
        for (var turn = 1; ; turn++)
        {
            if (isOccupied && !isPatient) throw Refuse(Engine.LongWork);
            try
            {
                return await Enqueue(new WriterJob<T>(author, work, cancellation) { IsPatient = isPatient, MayPutOff = mayRepeat && turn < MostTurns });
            }
            catch (PutOffException putOff)
            {
                await putOff.PrepareAsync(cancellation);
            }
        }
    }

    /// <summary>Why the last write was not kept, as a sentence; null where it was, or nothing is known that would help.</summary>
    public string? Ailment => ailment;

    /// <summary>Whether a write would be kept: the loop runs, and the store takes one, as large as some records where the last batch failed.</summary>
    public async Task<bool> IsSoundAsync(TimeSpan patience)
    {
        if (loop is not { IsCompleted: false }) return false;
        if (isOccupied) return true;
        var (failed, waiting) = (hasFailed, new CancellationTokenSource(patience, clock));
        using var _ = waiting;
        try
        {
            var probe = new WriterJob<bool>("health", session => WriterProbe.RunAsync(session, failed), waiting.Token) { IsProbe = true };
            return await Enqueue(probe).WaitAsync(patience, clock);
        }
        // Who waits behind others, or behind another process, is slow and not broken.
        catch (Exception failure) when (failure is TimeoutException or OperationCanceledException or StoreException { Failure: StoreFailure.Busy })
        {
            return !failed;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    /// <summary>
    /// The same for work that takes long: in a transaction of its own, and while it runs whoever else wants to write is told at once
    /// to come back later, instead of waiting.
    /// </summary>
    /// <exception cref="StoreException">The queue is full, or the transaction could not be committed: nothing was kept.</exception>
    public Task<T> RunLongAsync<T>(Author author, Func<WriteSession, Task<(T Value, bool Keep)>> work, CancellationToken cancellation) =>
        Enqueue(new WriterJob<T>(author, work, cancellation) { IsLong = true, IsPatient = true });

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Not on the caller's thread: SQLite's statements block whoever runs them.
        loop ??= Task.Run(ConsumeAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Takes no more work and finishes what waits.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        if (loop is not null) await loop.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        if (loop is not null) await loop;
        if (connection is not { } last) return;
        connection = null;
        try
        {
            engine.Finish(last);
        }
        catch (DbException failure)
        {
            // Nothing is lost by it: the next start finds what stands beside the file.
            LogFailedClose(failure);
        }

        await last.DisposeAsync();
    }

    private async Task ConsumeAsync()
    {
        var batch = new List<WriterJob>(LargestBatch);
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < LargestBatch && queue.Reader.TryRead(out var job))
            {
                Meters.Waiting.Add(-1);
                if (job.GiveUp()) continue;
                if (job.IsLong)
                {
                    await CommitAsync(batch);
                    await RunLongAsync(job);
                }
                else batch.Add(job);
            }

            await CommitAsync(batch);
        }
    }

    private Task<T> Enqueue<T>(WriterJob<T> job)
    {
        Meters.Waiting.Add(1);
        if (queue.Writer.TryWrite(job)) return job.Answer;
        Meters.Waiting.Add(-1);
        throw Refuse("As many writes wait as there is room for. Try again shortly.");
    }

    private static StoreException Refuse(string reason)
    {
        Meters.Refused("writer_queue");
        return StoreException.Busy(reason);
    }

    private async Task RunLongAsync(WriterJob job)
    {
        isOccupied = true;
        try
        {
            await CommitAsync([job]);
        }
        finally
        {
            isOccupied = false;
        }
    }

    private async Task CommitAsync(List<WriterJob> batch)
    {
        if (batch.Count == 0) return;
        await CommitAllAsync(batch);
        batch.Clear();
    }

    private async Task CommitAllAsync(List<WriterJob> batch)
    {
        var failure = StoreFailure.Unavailable;
        try
        {
            var isNew = connection is null;
            connection ??= await engine.OpenWriterAsync();
            await using var transaction = await engine.BeginWriteAsync(connection, batch.Any(job => job.IsPatient), batch.Any(job => job.IsLong));
            // A copy may have begun since the database was found to be ready: it looks under the same lock whether anybody has written.
            if (isNew) UnfinishedCopy.Refuse(engine, connection);
            var session = new WriteSession(engine, connection, transaction, default, clock);
            session.Head = await FeedHead.ReadAsync(session);
            var head = session.Head;
            foreach (var job in batch) await RunAsync(job, session, transaction);
            if (session.Head == head && batch.Any(job => !job.IsProbe)) await engine.ConfirmAsync(connection, transaction);
            failure = StoreFailure.Uncertain;
            // Whoever sees the commit of long work may write at once.
            isOccupied = false;
            await CommitAsync(transaction, batch.Count);
        }
        catch (StoreException busy) when (busy.Failure == StoreFailure.Busy)
        {
            Meters.Refused("writer_queue");
            foreach (var job in batch) job.Fail(busy);
            return;
        }
        catch (Exception cause)
        {
            hasFailed = true;
            LogFailedBatch(cause, batch.Count, string.Join(", ", batch.Select(job => job.TraceId).OfType<string>()));
            ailment = ReasonOf(cause);
            var refusal = new StoreException(failure, cause) { Reason = ailment is null || failure == StoreFailure.Uncertain ? ailment : $"{ailment} Nothing was kept." };
            foreach (var job in batch) job.Fail(refusal);
            await CloseAsync();
            return;
        }

        (hasFailed, ailment) = (false, null);
        commits.Pulse();
        foreach (var job in batch) job.Complete();
    }

    private string? ReasonOf(Exception cause)
    {
        if (cause is StoreException { Reason: { } reason }) return reason;
        return (cause as DbException ?? cause.InnerException as DbException) is { } failure && engine.IsFull(failure) ? FullDisk : null;
    }

    private async Task CommitAsync(DbTransaction transaction, int writes)
    {
        using var span = Meters.Spans.StartActivity("commit");
        var begun = clock.GetTimestamp();
        await transaction.CommitAsync();
        Meters.Commits.Record(clock.GetElapsedTime(begun).TotalSeconds);
        Meters.Batches.Record(writes);
    }

    private static async Task RunAsync(WriterJob job, WriteSession session, DbTransaction transaction)
    {
        const string Savepoint = "request";
        var head = session.Head;
        session.Begin(job.Author, job.MayPutOff);
        await transaction.SaveAsync(Savepoint);
        try
        {
            if (await job.RunAsync(session))
            {
                await transaction.ReleaseAsync(Savepoint);
                return;
            }
        }
        catch (Exception failure) when (failure is not StoreException)
        {
            job.Failure = failure;
        }

        await transaction.RollbackAsync(Savepoint);
        await transaction.ReleaseAsync(Savepoint);
        session.Head = head;
    }

    /// <summary>After a failed transaction the connection is not trusted any more: the next batch opens another.</summary>
    private async Task CloseAsync()
    {
        var untrusted = connection;
        connection = null;
        try
        {
            if (untrusted is not null) await untrusted.DisposeAsync();
        }
        catch (DbException failure)
        {
            // Whatever closing says, the loop goes on: the next batch opens a connection of its own.
            LogFailedClose(failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The writer's connection could not be closed.")]
    private partial void LogFailedClose(Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "A transaction of {Count} writes failed; each is answered 503. Their traces: {Traces}")]
    private partial void LogFailedBatch(Exception failure, int count, string traces);
}
