using System.Data.Common;

namespace StanceApi.Storage;

/// <summary>A copy of the database as a SQLite file that is whole or not there, whatever happens while it is made.</summary>
internal static class DatabaseCopy
{
    /// <summary>What the name of a copy ends with that is not whole yet.</summary>
    public const string Unfinished = ".partial";

    private const string CheckPages = "PRAGMA integrity_check(1)";

    private const string CountLost = """
        SELECT COUNT(*)
        FROM pragma_foreign_key_check
        """;

    /// <summary>
    /// Copies into a file beside the one meant, has the disk write it, checks it, and only then gives it its name. Returns the path and the
    /// head of the feed in the copy: everything that was committed before the call is in it.
    /// </summary>
    /// <param name="engine">The database.</param>
    /// <param name="unfinished">The path of the file while it is not whole; nothing is there.</param>
    /// <param name="name">The path that it gets, for the head of its feed; nothing is there.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <exception cref="IOException">There is no room, no such folder, or already a file.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    /// <exception cref="UnfitStoreException">What came out is not sound.</exception>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    /// <exception cref="DbException">The database cannot be read, or the copy cannot be written.</exception>
    public static async Task<(string Path, FeedHead Head)> WriteAsync(Engine engine, string unfinished, Func<FeedHead, string> name, CancellationToken cancellation)
    {
        try
        {
            var before = await HeadAsync(engine, cancellation);
            await engine.CopyAsync(unfinished, cancellation);
            Flush(unfinished);
            var head = await CheckAsync(unfinished, cancellation);
            if (head.Seq < before.Seq) throw new UnfitStoreException($"The copy ends at feed position {head.Seq}, before {before.Seq}, where the database was when it began.");
            var path = name(head);
            File.Move(unfinished, path, overwrite: false);
            PosixFile.FlushFolder(Path.GetDirectoryName(path)!);
            return (path, head);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Copies into a file that is not kept, so that neither the disk nor a check is waited for. Returns its path and the head of its feed.</summary>
    /// <exception cref="IOException">There is no room.</exception>
    /// <exception cref="StoreException">The copy cannot be read.</exception>
    /// <exception cref="DbException">The database cannot be read, or the copy cannot be written.</exception>
    public static async Task<(string Path, FeedHead Head)> WritePassingAsync(Engine engine, CancellationToken cancellation)
    {
        var path = await engine.CopyAsync(target: null, cancellation);
        try
        {
            await using var copy = SqliteEngine.Of(path);
            return (path, await HeadAsync(copy, cancellation));
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Reads every page of a file and every reference in it. Returns the head of its feed.</summary>
    /// <exception cref="UnfitStoreException">It is not sound.</exception>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public static async Task<FeedHead> CheckAsync(string path, CancellationToken cancellation)
    {
        await using var engine = SqliteEngine.Of(path);
        await using var session = await ReadAsync(engine, cancellation);
        var found = await session.FirstOrDefaultAsync<string>(CheckPages);
        if (found != "ok") throw new UnfitStoreException($"{path} is damaged: {found}.");
        var lost = await session.FirstOrDefaultAsync<long>(CountLost);
        return lost == 0 ? await FeedHead.ReadAsync(session) : throw new UnfitStoreException($"{path} is damaged: {lost} references lead nowhere.");
    }

    private static async Task<FeedHead> HeadAsync(Engine engine, CancellationToken cancellation)
    {
        await using var session = await ReadAsync(engine, cancellation);
        return await FeedHead.ReadAsync(session);
    }

    private static Task<ReadSession> ReadAsync(Engine engine, CancellationToken cancellation) =>
        ReadSession.OpenAsync(engine, engine.OpenExporterAsync, Timeout.InfiniteTimeSpan, (connection, _) => connection.DisposeAsync(), cancellation);

    /// <summary>Has the disk write all of a file.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
    }
}
