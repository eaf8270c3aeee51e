namespace StanceApi.Storage;

/// <summary>
/// The operating system's lock that makes this process the only writer of a SQLite file. Any death of the process releases it;
/// the file <c>stance.db.lock</c> stays and means nothing by itself.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    /// <summary>What the name of the lock's file has after that of the database.</summary>
    public const string Ending = ".lock";

    /// <summary>How Linux, macOS and Windows say that somebody else has a file.</summary>
    private static readonly int[] HeldErrors = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream file;

    private StoreLock(FileStream file) => this.file = file;

    /// <exception cref="StoreLockedException">Another process writes this database.</exception>
    /// <exception cref="UnfitStoreException">The disk is read-only, full or broken.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    public static StoreLock Take(string database)
    {
        try
        {
            return new StoreLock(new FileStream($"{database}{Ending}", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException held) when (HeldErrors.Contains(held.HResult))
        {
            throw new StoreLockedException(database, held);
        }
        catch (IOException failure) when (failure is not DirectoryNotFoundException)
        {
            throw new UnfitStoreException($"{failure.Message} The service writes in the folder of its database: make that possible, or name another file in ConnectionStrings__Stance.", failure);
        }
    }

    /// <summary>
    /// Gives the lock back and leaves its file: whoever has opened that, and takes the lock only now, would hold one of a file without a name,
    /// beside the next to make a new one.
    /// </summary>
    public void Dispose() => file.Dispose();
}

/// <summary>Another process writes this database.</summary>
internal sealed class StoreLockedException(string database, Exception cause)
    : Exception($"Another process has {database} open for writing. Stop it, or name another file in ConnectionStrings__Stance.", cause);
