using Microsoft.Data.Sqlite;
using SQLitePCL;
using StanceApi.Storage;

namespace StanceApi.Backups;

/// <summary>Puts a copy in the place of a SQLite database, whole or not at all, while no service has that.</summary>
internal static class Restore
{
    /// <summary>What lies beside a database and belongs to it alone.</summary>
    private static readonly string[] Companions = ["-wal", "-shm", "-journal"];

    /// <summary>
    /// Copies the copy beside the database, brings that to this version's schema, checks it, and gives it the database's name. What
    /// fails before that leaves the database as it is. Returns the head of the feed that is restored.
    /// </summary>
    /// <param name="copy">The path of the copy, which stays as it is.</param>
    /// <param name="database">The path of the database.</param>
    /// <param name="overwrites">Whether a database that is there is replaced.</param>
    /// <param name="verify">Looks at the file of this path more closely, and throws where it is not as it should be.</param>
    /// <param name="log">Told of migrations.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <exception cref="StoreLockedException">A service has the database.</exception>
    /// <exception cref="NewerSchemaException">A newer version has made the copy.</exception>
    /// <exception cref="UnfitStoreException">The copy is not sound, or none of this service; or others read the database.</exception>
    /// <exception cref="StoreException">The copy cannot be read.</exception>
    /// <exception cref="IOException">A database is there and shall not be replaced, or the disk does not take it.</exception>
    public static async Task<FeedHead> RunAsync(string copy, string database, bool overwrites, Func<string, Task> verify, ILogger log, CancellationToken cancellation)
    {
        using var claim = StoreLock.Take(database);
        if (!overwrites && File.Exists(database)) throw new IOException($"{database} is there already.");
        if (!overwrites && SqliteFiles.HasLogAlone(database)) throw new IOException($"{database} is not there, but {database}{SqliteLog.Ending} has what was written to it last, and would be lost. Put the file back in its place, or say --overwrite.");
        var restored = SqliteFiles.NewCopyOf(database);
        try
        {
            await TakeAsync(copy, restored, cancellation);
            await MigrateAsync(restored, log);
            var head = await DatabaseCopy.CheckAsync(restored, cancellation);
            await verify(restored);
            // What a reader has left open beside it would not come along.
            if (!SqliteEngine.TrySettle(restored)) throw new UnfitStoreException($"Another process reads {restored}.");
            DatabaseCopy.Flush(restored);
            Settle(database);
            File.Move(restored, database, overwrites);
            PosixFile.FlushFolder(Path.GetDirectoryName(database)!);
            return head;
        }
        finally
        {
            foreach (var left in Companions.Append("").Append(StoreLock.Ending)) File.Delete($"{restored}{left}");
        }
    }

    private static async Task TakeAsync(string copy, string restored, CancellationToken cancellation)
    {
        try
        {
            await using var source = SqliteEngine.Of(copy);
            await source.CopyAsync(restored, cancellation);
        }
        catch (SqliteException failure)
        {
            throw new UnfitStoreException($"{copy} cannot be restored: {failure.Message} Take another copy.", failure);
        }
    }

    private static async Task MigrateAsync(string restored, ILogger log)
    {
        await using var engine = SqliteEngine.Of(restored);
        await using var connection = await engine.OpenMigratorAsync(_ => { });
        if (!Migrations.HasAny(engine, connection)) throw new UnfitStoreException("The copy is no database of this service. Take another copy.");
        Migrations.Apply(engine, connection, log);
    }

    /// <summary>
    /// Moves what stands in the log of the database into its file and removes the log: the restored one must not find it, and until that
    /// has the name, the old one is whole. Of what is no database the log is worth nothing either.
    /// </summary>
    private static void Settle(string database)
    {
        try
        {
            if (File.Exists(database) && !SqliteEngine.TrySettle(database)) throw new UnfitStoreException($"Another process reads {database}. Stop it, and restore again.");
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT)
        {
            // It is replaced because of that.
        }

        foreach (var left in Companions) File.Delete($"{database}{left}");
    }
}
