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
    // PostgreSQL's subtransaction cache overflows beyond 64.
    private const int LargestBatch = 64;

    private readonly Engine engine;
    private readonly TimeProvider clock;
    private readonly ILogger<Writer> log;
    private readonly CommitSignal commits;
    private readonly Channel<WriterJob> queue;
    private DbConnection? connection;
    private Task? loop;

    public Writer(Engine engine, IOptions<ServiceLimits> limits, TimeProvider clock, CommitSignal commits, ILogger<Writer> log)
    {
        this.engine = engine;
        this.clock = clock;
        this.commits = commits;
        this.log = log;
        queue = Channel.CreateBounded<WriterJob>(new BoundedChannelOptions(limits.Value.WriterQueue) { SingleReader = true });
    }

    /// <summary>
    /// Runs <paramref name="work"/> when its turn comes and returns its value after the commit. What it wrote is kept only where
    /// it says so, and only as a whole.
    /// </summary>
    /// <exception cref="StoreException">The queue is full, or the transaction could not be committed: nothing was kept.</exception>
    public Task<T> RunAsync<T>(string writtenBy, Func<WriteSession, Task<(T Value, bool Keep)>> work, CancellationToken cancellation)
    {
        var job = new WriterJob<T>(writtenBy, work, cancellation);
        return queue.Writer.TryWrite(job) ? job.Answer : throw new StoreException(StoreFailure.Busy);
    }

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
        if (connection is not null) await connection.DisposeAsync();
    }

    private async Task ConsumeAsync()
    {
        var batch = new List<WriterJob>(LargestBatch);
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < LargestBatch && queue.Reader.TryRead(out var job))
            {
                if (!job.GiveUp()) batch.Add(job);
            }

            if (batch.Count > 0) await CommitAsync(batch);
            batch.Clear();
        }
    }

    private async Task CommitAsync(List<WriterJob> batch)
    {
        try
        {
            connection ??= await engine.OpenWriterAsync();
            await using var transaction = await engine.BeginWriteAsync(connection);
            var session = new WriteSession(engine, connection, transaction, default, clock);
            session.Head = await FeedHead.ReadAsync(session);
            foreach (var job in batch) await RunAsync(job, session, transaction);
            await transaction.CommitAsync();
        }
        catch (Exception failure)
        {
            LogFailedBatch(failure, batch.Count);
            var refusal = new StoreException(StoreFailure.Unavailable, failure);
            foreach (var job in batch) job.Fail(refusal);
            await CloseAsync();
            return;
        }

        commits.Pulse();
        foreach (var job in batch) job.Complete();
    }

    private static async Task RunAsync(WriterJob job, WriteSession session, DbTransaction transaction)
    {
        const string Savepoint = "request";
        var head = session.Head;
        session.Begin(job.WrittenBy);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "A transaction of {Count} writes failed; each is answered 503.")]
    private partial void LogFailedBatch(Exception failure, int count);
}
