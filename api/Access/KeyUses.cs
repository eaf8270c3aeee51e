using System.Collections.Concurrent;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Access;

/// <summary>
/// When keys were last used: noted in memory and written once a minute, all together, so that no request waits for it. Several
/// processes may do so for one key; the latest use stays.
/// </summary>
internal sealed partial class KeyUses(Writer writer, TimeProvider clock, ILogger<KeyUses> log) : BackgroundService
{
    private const string WrittenBy = "uses";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> uses = new(StringComparer.Ordinal);

    public void Note(string id) => uses[id] = Instant.Microseconds(clock.GetUtcNow());

    /// <summary>Writes what was noted since the last time.</summary>
    public async Task WriteAsync()
    {
        KeyValuePair<string, long>[] noted = [.. uses];
        if (noted.Length == 0) return;
        try
        {
            await writer.RunAsync(
                WrittenBy,
                async session =>
                {
                    await KeyStore.UseAsync(session, noted);
                    return (true, Keep: true);
                },
                CancellationToken.None);
            foreach (var use in noted) uses.TryRemove(use);
        }
        catch (StoreException failure)
        {
            // They are still noted: the next time may succeed.
            LogMissed(failure);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last uses of keys could not be written; they will be.")]
    private partial void LogMissed(Exception failure);
}
