using System.Data.Common;
using Dapper;

namespace StanceApi.Storage;

/// <summary>
/// Sees the commits of other processes while anybody waits for news: one look at the head of the feed for all of them, on a connection
/// that no request waits for. Unlike LISTEN it works on a standby, and costs the writers nothing. And sees to it that no process which has stopped
/// holds up the others for long.
/// </summary>
internal sealed partial class CommitWatch(Engine engine, CommitSignal commits, TimeProvider clock, ILogger<CommitWatch> log) : BackgroundService
{
    private const string Head = """
        SELECT MAX(seq)
        FROM changes
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a process may stop in the middle of a COPY: it is ended between one and two of these later.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    private DbConnection? connection;
    private long? seen;
    private string? stopped;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!engine.HasOtherWriters) return;
        using var timer = new PeriodicTimer(Interval, clock);
        var looked = clock.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (commits.IsAwaited) await TryAsync(LookAsync, stoppingToken);
                if (clock.GetElapsedTime(looked) < LongestStop) continue;
                await TryAsync(EndStalledAsync, stoppingToken);
                looked = clock.GetTimestamp();
            }
        }
        finally
        {
            await CloseAsync();
        }
    }

    private async Task LookAsync(DbConnection reader, CancellationToken cancellation)
    {
        var head = await reader.ExecuteScalarAsync<long?>(new CommandDefinition(Head, cancellationToken: cancellation));
        if (head == seen) return;
        seen = head;
        commits.Pulse();
    }

    private async Task EndStalledAsync(DbConnection reader, CancellationToken cancellation) => stopped = await engine.EndStalledAsync(reader, stopped);

    private async Task TryAsync(Func<DbConnection, CancellationToken, Task> look, CancellationToken cancellation)
    {
        try
        {
            connection ??= await engine.OpenReaderAsync(cancellation);
            await look(connection, cancellation);
        }
        catch (Exception failure) when (failure is DbException or TimeoutException)
        {
            // Whoever waits is told when he reads again; the next look may succeed.
            LogMissed(failure);
            await CloseAsync();
        }
    }

    private async Task CloseAsync()
    {
        var closed = connection;
        connection = null;
        if (closed is not null) await closed.DisposeAsync();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "What other processes do could not be seen.")]
    private partial void LogMissed(Exception failure);
}
