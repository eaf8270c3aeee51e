using System.Data.Common;
using Microsoft.Extensions.Options;
using StanceApi.Storage;

namespace StanceApi.Backups;

/// <summary>Makes copies in the folder that the settings name, one at a time. One that fails is told, and takes no older one along.</summary>
internal sealed partial class BackupRun(Engine engine, IOptions<BackupOptions> options, TimeProvider clock, ILogger<BackupRun> log) : IDisposable
{
    private readonly SemaphoreSlim place = new(1);

    /// <summary>The folder; null where the settings name none.</summary>
    public BackupFolder? Folder { get; } = options.Value.Folder is { Length: > 0 } folder && engine.DatabasePath is { } database ? new BackupFolder(folder, database) : null;

    /// <summary>When making one failed, and none was made since; null where that is not so.</summary>
    public DateTimeOffset? FailedAt { get; private set; }

    /// <summary>Makes a copy and deletes those beyond the number that is kept.</summary>
    /// <exception cref="StoreException">Another one is being made, or this one failed.</exception>
    public async Task<Backup> MakeAsync(CancellationToken cancellation)
    {
        if (!place.Wait(0, CancellationToken.None)) throw StoreException.Busy("A backup is being made already. Look for it in the list of backups, or try again when it is there.");
        try
        {
            // SQLite's statements block whoever runs them.
            var backup = await Task.Run(() => Folder!.AddAsync(engine, clock.GetUtcNow(), cancellation), CancellationToken.None);
            FailedAt = null;
            Meters.BackedUp(isMade: true);
            Meters.NewestBackupIs(clock.GetUtcNow());
            LogMade(backup.Name, backup.Bytes);
            Prune();
            return backup;
        }
        catch (Exception failure)
        {
            if (!cancellation.IsCancellationRequested) Tell(failure);
            if (failure is not (IOException or UnauthorizedAccessException or UnfitStoreException or StoreException or DbException)) throw;
            throw new StoreException(StoreFailure.Unavailable, failure) { Reason = "The backup could not be made: the service's log says why. Is the folder that Backups:Folder names there, and has it room?" };
        }
        finally
        {
            place.Release();
        }
    }

    public void Dispose() => place.Dispose();

    private void Tell(Exception failure)
    {
        FailedAt = clock.GetUtcNow();
        Meters.BackedUp(isMade: false);
        LogFailed(failure);
    }

    private void Prune()
    {
        try
        {
            Folder!.Prune(options.Value.Keep);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogKept(failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The backup {Name} was made: {Bytes} bytes.")]
    private partial void LogMade(string name, long bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "A backup failed; the older ones are still there.")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old backups could not be deleted.")]
    private partial void LogKept(Exception failure);
}
