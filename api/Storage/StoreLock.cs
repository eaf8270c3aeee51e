namespace StanceApi.Storage;

/// <summary>
/// The operating system's lock that makes this process the only writer of a SQLite file. Any death of the process releases it;
/// the file <c>stance.db.lock</c> stays and means nothing by itself.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream file;

    private StoreLock(FileStream file) => this.file = file;

    /// <exception cref="StoreLockedException">Another process writes this database.</exception>
    public static StoreLock Take(string database)
    {
        try
        {
            return new StoreLock(new FileStream($"{database}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException held) when (held.GetType() == typeof(IOException) && File.Exists($"{database}.lock"))
        {
            throw new StoreLockedException(database, held);
        }
    }

    public void Dispose() => file.Dispose();
}

/// <summary>Another process writes this database.</summary>
internal sealed class StoreLockedException(string database, Exception cause)
    : Exception($"Another process has {database} open for writing. Stop it, or name another file in ConnectionStrings__Stance.", cause);
