using System.Data.Common;
using System.Text.Json;
using Dapper;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Access;

/// <summary>
/// Tells the other processes of a store each second whom this one has let through how often, and counts what they tell: a limit may be
/// overshot for a second, and whoever did that waits until it is made up for. A process that alone writes to its store has nobody to tell.
/// </summary>
internal sealed partial class RateExchange(Engine engine, Rates rates, TimeProvider clock, ILogger<RateExchange> log) : BackgroundService
{
    /// <summary>How many callers are told of at once; whoever else comes in a second comes seldom.</summary>
    private const int MostCallers = 1_000;

    /// <summary>How many seconds a row tells of, for whoever reads late.</summary>
    private const int ToldSeconds = 3;

    private const long KeptMicroseconds = 600L * 1_000_000;

    private const string Tell = """
        INSERT INTO rate_counts (process, at, tick, counts)
        VALUES (@Process, @At, @Tick, @Counts)
        ON CONFLICT (process) DO UPDATE SET at = excluded.at, tick = excluded.tick, counts = excluded.counts
        """;

    private const string Hear = """
        SELECT process, tick, counts
        FROM rate_counts
        WHERE process <> @Process
        """;

    private const string Forget = """
        DELETE FROM rate_counts
        WHERE at < @Oldest
        """;

    private readonly string process = Guid.NewGuid().ToString("N");
    private readonly Dictionary<string, long> heard = new(StringComparer.Ordinal);
    private readonly List<Dictionary<string, int>> counts = [];
    private long tick;

    /// <summary>Tells and hears once.</summary>
    public async Task ExchangeAsync(CancellationToken cancellation)
    {
        counts.Add(rates.Told(MostCallers).ToDictionary());
        if (counts.Count > ToldSeconds) counts.RemoveAt(0);
        tick++;
        try
        {
            await using var connection = await engine.OpenWriterAsync();
            if (counts.Exists(each => each.Count > 0)) await TellAsync(connection, cancellation);
            foreach (var row in await connection.QueryAsync<CountsRow>(new CommandDefinition(Hear, new { Process = process }, cancellationToken: cancellation))) Count(row);
        }
        catch (Exception failure) when (failure is DbException or TimeoutException)
        {
            // Until the store is back each process counts for itself.
            LogMissed(failure);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!engine.HasOtherWriters) return;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await ExchangeAsync(stoppingToken);
    }

    private async Task TellAsync(DbConnection connection, CancellationToken cancellation)
    {
        var at = Instant.Microseconds(clock.GetUtcNow());
        var told = new { Process = process, At = at, Tick = tick, Counts = JsonSerializer.Serialize(counts) };
        await connection.ExecuteAsync(new CommandDefinition(Tell, told, cancellationToken: cancellation));
        if (tick % 60 == 1) await connection.ExecuteAsync(new CommandDefinition(Forget, new { Oldest = at - KeptMicroseconds }, cancellationToken: cancellation));
    }

    /// <summary>Counts the seconds of a row that were not heard of yet; of a process that is new, nothing but where it stands.</summary>
    private void Count(CountsRow row)
    {
        var seconds = JsonSerializer.Deserialize<List<Dictionary<string, int>>>(row.Counts)!;
        var unheard = heard.TryGetValue(row.Process, out var before) ? (int)Math.Min(row.Tick - before, seconds.Count) : 0;
        foreach (var (caller, count) in seconds.TakeLast(unheard).SelectMany(second => second)) rates.Charge(caller, count);
        heard[row.Process] = row.Tick;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The counts of requests could not be exchanged.")]
    private partial void LogMissed(Exception failure);

    private sealed record CountsRow
    {
        public required string Process { get; init; }

        public required long Tick { get; init; }

        public required string Counts { get; init; }
    }
}
