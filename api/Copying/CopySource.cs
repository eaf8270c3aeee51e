using System.Data.Common;
using StanceApi.Storage;

namespace StanceApi.Copying;

/// <summary>What is copied: one snapshot of a store, which others may serve and write to meanwhile.</summary>
internal sealed class CopySource : IAsyncDisposable
{
    private const string FindFirstEntry = """
        SELECT type, id, at, written_by
        FROM changes
        ORDER BY seq
        LIMIT 1
        """;

    private const string FindOldestKey = """
        SELECT id
        FROM api_keys
        ORDER BY created_at, id
        LIMIT 1
        """;

    private readonly Engine engine;
    private readonly DbConnection connection;
    private readonly DbTransaction snapshot;

    private CopySource(Engine engine, DbConnection connection)
    {
        this.engine = engine;
        this.connection = connection;
        snapshot = engine.BeginRead(connection);
        Session = new TransactionSession(engine, connection, snapshot);
    }

    /// <summary>Reads the snapshot; one statement at a time.</summary>
    public Session Session { get; }

    /// <summary>The head of the feed in the snapshot.</summary>
    public FeedHead Head { get; private set; }

    /// <summary>What tells this store from any other: its first entry of the feed and its oldest key.</summary>
    public string Identity { get; private set; } = "";

    /// <summary>The tables that are copied, each after those that it refers to.</summary>
    public IReadOnlyList<StoredTable> Tables { get; private set; } = [];

    /// <summary>Takes the snapshot.</summary>
    /// <exception cref="UnfitStoreException">There is no store of this version; the message says what to do.</exception>
    /// <exception cref="NewerSchemaException">A newer version made it.</exception>
    public static Task<CopySource> OpenAsync(Engine engine) => StorageFeature.AdviseAsync(engine, async () =>
    {
        StorageFeature.RefuseAbsent(engine);
        var connection = await engine.OpenExporterAsync(CancellationToken.None);
        try
        {
            RefuseUnfit(engine, connection);
            await engine.RefuseWithoutRightsAsync(connection, toWrite: false);
            var source = new CopySource(engine, connection);
            await source.LookAsync();
            return source;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    });

    /// <summary>The rows of a table in the order of its key, after the one with these values of the key where there are any.</summary>
    public IAsyncEnumerable<RawRow> RowsAsync(StoredTable table, IReadOnlyDictionary<string, object>? after) => Session.RowsAsync(table.Rows(after is not null), after);

    /// <summary>How many entries the feed has by now that the snapshot has not.</summary>
    public async Task<long> CountMissedAsync()
    {
        await using var later = await engine.OpenExporterAsync(CancellationToken.None);
        await using var now = engine.BeginRead(later);
        return (await FeedHead.ReadAsync(new TransactionSession(engine, later, now))).Seq - Head.Seq;
    }

    public async ValueTask DisposeAsync()
    {
        await snapshot.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static void RefuseUnfit(Engine engine, DbConnection connection)
    {
        UnfinishedCopy.Refuse(engine, connection);
        if (!Migrations.HasAny(engine, connection)) throw new UnfitStoreException("The database holds no store. Name another one in ConnectionStrings__Stance.");
        Migrations.Check(engine, connection);
    }

    private async Task LookAsync()
    {
        Head = await FeedHead.ReadAsync(Session);
        var first = await Session.FirstOrDefaultAsync<FirstEntry>(FindFirstEntry);
        var key = await Session.FirstOrDefaultAsync<string>(FindOldestKey);
        Identity = FormattableString.Invariant($"{first?.Type}/{first?.Id} at {first?.At} by {first?.WrittenBy}, key {key}");
        Tables = [.. (await StoredTable.ReadAllAsync(Session)).Where(CopiedTables.IsCopied)];
    }

    private sealed record FirstEntry
    {
        public required string Type { get; init; }

        public required string Id { get; init; }

        public required long At { get; init; }

        public required string WrittenBy { get; init; }
    }
}
