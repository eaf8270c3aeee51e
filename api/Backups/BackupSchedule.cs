using Microsoft.Extensions.Options;
using StanceApi.Storage;

namespace StanceApi.Backups;

/// <summary>Makes a copy whenever the newest one is older than it may become; after a failure it tries again before long.</summary>
internal sealed partial class BackupSchedule(BackupRun run, IOptions<BackupOptions> options, TimeProvider clock, ILogger<BackupSchedule> log) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(15);

    private readonly TimeSpan interval = TimeSpan.FromSeconds(options.Value.IntervalSeconds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (run.Folder is not { } folder) return;
        var wait = Begin(folder);
        while (true)
        {
            await Task.Delay(wait, clock, stoppingToken);
            wait = await TryAsync(stoppingToken);
        }
    }

    private async Task<TimeSpan> TryAsync(CancellationToken stopping)
    {
        try
        {
            await run.MakeAsync(stopping);
            return interval;
        }
        catch (StoreException)
        {
            // It was told where it happened.
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // A backup that nobody expected to fail must not end the service that it is of.
            LogFault(fault);
        }

        return interval < Retry ? interval : Retry;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A scheduled backup failed; the older ones are still there.")]
    private partial void LogFault(Exception failure);

    /// <summary>How long the newest copy is new enough: at most the interval, wherever the clock stands.</summary>
    private TimeSpan Begin(BackupFolder folder)
    {
        try
        {
            folder.DeleteUnfinished();
            if (folder.List() is not [var newest, ..]) return TimeSpan.Zero;
            var made = BackupFolder.InstantOf(newest);
            Meters.NewestBackupIs(made);
            var due = made + interval - clock.GetUtcNow();
            return due < TimeSpan.Zero ? TimeSpan.Zero : due < interval ? due : interval;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The attempt that follows tells it.
            return TimeSpan.Zero;
        }
    }
}
