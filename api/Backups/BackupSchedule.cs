using Microsoft.Extensions.Options;
using StanceApi.Storage;

namespace StanceApi.Backups;

/// <summary>Makes a copy whenever the newest one is older than it may become; after a failure it tries again before long.</summary>
internal sealed class BackupSchedule(BackupRun run, IOptions<BackupOptions> options, TimeProvider clock) : BackgroundService
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
        catch (Exception) when (!stopping.IsCancellationRequested)
        {
            // It was told where it happened. Whatever it was must not end the service that the backup is of.
            return interval < Retry ? interval : Retry;
        }
    }

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
