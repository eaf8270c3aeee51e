namespace StanceApi.Storage;

/// <summary>The files of a SQLite database, which one process at a time has to write to: the database, its lock and its log.</summary>
/// <param name="file">The path of the database.</param>
/// <param name="writer">The connection string that writes to it.</param>
internal sealed class SqliteFiles(string file, string writer) : IDisposable
{
    /// <summary>What the name of a copy has after that of the file.</summary>
    private const string CopyMark = ".copy-";

    private StoreLock? claim;

    /// <summary>What the file and its lock are while this process has them; null before, and where the system does not tell.</summary>
    private ((ulong, ulong)? File, (ulong, ulong)? Lock)? claimed;

    /// <summary>The log that is written to; null before the first write.</summary>
    private SqliteLog? log;

    /// <summary>A path for a copy that is not kept: where the process dies meanwhile, the next start with that database deletes it.</summary>
    public static string NewCopyOf(string path) => $"{path}{CopyMark}{Guid.NewGuid():N}";

    /// <summary>Has them for this process alone, until it is disposed.</summary>
    /// <exception cref="StoreLockedException">Another process writes to the database.</exception>
    /// <exception cref="UnfitStoreException">It is a folder, one file of several names, or cannot be written to.</exception>
    public void Claim()
    {
        StorageFeature.RefuseFolder(file);
        PosixFile.OutliveFileLimit();
        claim ??= StoreLock.Take(file);
        if (PosixFile.CountNames(file) > 1) throw new UnfitStoreException($"{file} is one file under several names (hard links), and what was written last stands beside one of them alone. Leave it one name, or copy it and use the copy.");
        // A process that died while it copied has left its copy.
        foreach (var copy in Directory.EnumerateFiles(Path.GetDirectoryName(file)!, $"{Path.GetFileName(file)}{CopyMark}*")) File.Delete(copy);
    }

    /// <summary>Notes which files they are: from now on another one of the same name is refused.</summary>
    public void Recognise() => claimed ??= (PosixFile.IdentityOf(file), PosixFile.IdentityOf($"{file}{StoreLock.Ending}"));

    /// <summary>What has no name any more is written to as before, and is gone when the process ends.</summary>
    /// <exception cref="StoreException">A file was deleted or replaced; the message says what to do.</exception>
    public void RefuseLost()
    {
        if (claimed is { } own && own != (PosixFile.IdentityOf(file), PosixFile.IdentityOf($"{file}{StoreLock.Ending}")))
            throw new StoreException(StoreFailure.Unavailable) { Reason = "The file of the database, or its lock, was deleted or replaced under the service, which has to be restarted." };
        if (log?.IsLost == true)
            throw new StoreException(StoreFailure.Unavailable) { Reason = "The write-ahead log of the database (-wal) was deleted or replaced under the service, which has to be ended with SIGTERM, so that it keeps what is in it, and started again." };
    }

    /// <summary>Keeps the log open, which is there when something is written.</summary>
    public void HoldLog()
    {
        if (claimed is not null) log ??= SqliteLog.Hold(file, writer);
    }

    public void LetGoOfLog()
    {
        log?.Dispose();
        log = null;
    }

    public void Dispose()
    {
        log?.Dispose();
        claim?.Dispose();
    }
}
