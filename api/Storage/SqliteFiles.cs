using System.Text.RegularExpressions;

namespace StanceApi.Storage;

/// <summary>The files of a SQLite database, which one process at a time has to write to: the database, its lock and its log.</summary>
/// <param name="file">The path of the database.</param>
/// <param name="writer">The connection string that writes to it.</param>
internal sealed partial class SqliteFiles(string file, string writer) : IDisposable
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

    /// <summary>Whether what was written last to a database is there and the database is not: whoever opened that name would make another one and delete the log.</summary>
    public static bool HasLogAlone(string path) =>
        !(new FileInfo(path) is { Exists: true, Length: > 0 }) && new FileInfo($"{path}{SqliteLog.Ending}") is { Exists: true, Length: > 0 };

    /// <exception cref="UnfitStoreException">The log is there and its database is not.</exception>
    public static void RefuseLogAlone(string path)
    {
        if (HasLogAlone(path))
            throw new UnfitStoreException($"{path} is not there, and {path}{SqliteLog.Ending} has what was written to it last. Put the file back in its place, or, if you do not want it any more, delete the log too.");
    }

    /// <summary>Has them for this process alone, until it is disposed.</summary>
    /// <exception cref="StoreLockedException">Another process writes to the database.</exception>
    /// <exception cref="UnfitStoreException">It is a folder, one file of several names, has left its log behind, or cannot be written to.</exception>
    public void Claim()
    {
        StorageFeature.RefuseFolder(file);
        PosixFile.OutliveFileLimit();
        claim ??= StoreLock.Take(file);
        RefuseLogAlone(file);
        if (PosixFile.CountNames(file) > 1) throw new UnfitStoreException($"{file} is one file under several names (hard links), and what was written last stands beside one of them alone. Leave it one name, or copy it and use the copy.");
        // A process that died while it copied has left its copy.
        foreach (var left in Directory.EnumerateFiles(Path.GetDirectoryName(file)!, $"{Path.GetFileName(file)}{CopyMark}*").Where(each => CopyName().IsMatch(each[(file.Length + CopyMark.Length)..]))) File.Delete(left);
    }

    /// <summary>What follows the mark in the names that <see cref="NewCopyOf"/> gives, and in those of what SQLite puts beside them. All others are somebody's own.</summary>
    [GeneratedRegex(@"\A[0-9a-f]{32}(-wal|-shm|-journal|\.lock)?\z")]
    private static partial Regex CopyName();

    /// <summary>Notes which files they are: from now on another one of the same name is refused.</summary>
    public void Recognise() => claimed ??= (PosixFile.IdentityOf(file), PosixFile.IdentityOf($"{file}{StoreLock.Ending}"));

    /// <summary>What has no name any more is written to as before, and is gone when the process ends.</summary>
    /// <exception cref="StoreException">A file was deleted or replaced; the message says what to do.</exception>
    public void RefuseLost()
    {
        if (IsLost)
            throw new StoreException(StoreFailure.Unavailable) { Reason = "The file of the database, or its lock, was deleted or replaced under the service. Put it back; where that cannot be, end the service with SIGTERM, which keeps what was written in the file that was there, and start it again." };
        if (log?.IsLost == true)
            throw new StoreException(StoreFailure.Unavailable) { Reason = "The write-ahead log of the database (-wal), or its index (-shm), was deleted or replaced under the service, which has to be ended with SIGTERM, so that it keeps what is in it, and started again." };
    }

    private bool IsLost => claimed is { } own && own != (PosixFile.IdentityOf(file), PosixFile.IdentityOf($"{file}{StoreLock.Ending}"));

    /// <summary>Keeps the log open, which is there when something is written.</summary>
    public void HoldLog()
    {
        if (claimed is not null) log ??= SqliteLog.Hold(file, writer);
    }

    /// <summary>
    /// Whoever closes the log last moves it into the file, but not where that has another name by now, or another file has its name: which would then be
    /// opened with a log that is not its own.
    /// </summary>
    public void LetGoOfLog()
    {
        var isMisplaced = IsLost && log?.IsLost == false;
        if (isMisplaced) log!.Settle();
        log?.Dispose();
        log = null;
        if (isMisplaced && File.Exists(file) && new FileInfo($"{file}{SqliteLog.Ending}") is { Exists: true, Length: > 0 }) SetLogAside();
    }

    /// <summary>Somebody still reads the file that was there, so that the log could not be moved into it.</summary>
    private void SetLogAside()
    {
        var aside = $"{file}.lost-{Guid.NewGuid():N}";
        foreach (var ending in new[] { SqliteLog.Ending, SqliteLog.IndexEnding }.Where(ending => File.Exists($"{file}{ending}"))) File.Move($"{file}{ending}", $"{aside}{ending}");
        Console.Error.WriteLine($"{file} was replaced while the service ran, and what was written last to the file that was there is in {aside}{SqliteLog.Ending}: to go on with that file, put it back as {file} and its log as {file}{SqliteLog.Ending}.");
    }

    public void Dispose()
    {
        LetGoOfLog();
        claim?.Dispose();
    }
}
