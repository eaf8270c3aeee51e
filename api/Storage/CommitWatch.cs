using System.Data.Common;
using Dapper;

namespace StanceApi.Storage;

/// <summary>
/// Sees the commits of other processes while anybody waits for news: one look at the head of the feed for all of them, on a connection
/// that no request waits for. Unlike LISTEN it works on a standby, and costs the writers nothing.
/// </summary>
internal sealed partial class CommitWatch(Engine engine, CommitSignal commits, TimeProvider clock, ILogger<CommitWatch> log) : BackgroundService
{
    private const string Head = """
        SELECT MAX(seq)
        FROM changes
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private DbConnection? connection;
    private long? seen;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!engine.HasOtherWriters) return;
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (commits.IsAwaited) await LookAsync(stoppingToken);
            }
        }
        finally
        {
            await CloseAsync();
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            connection ??= await engine.OpenReaderAsync(cancellation);
            var head = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(Head, cancellationToken: cancellation));
            if (head == seen) return;
            seen = head;
            commits.Pulse();
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

    [LoggerMessage(Level = LogLevel.Debug, Message = "The head of the feed could not be read.")]
    private partial void LogMissed(Exception failure);
}
