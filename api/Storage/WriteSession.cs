using System.Data.Common;
using StanceApi.Values;

namespace StanceApi.Storage;

/// <summary>What a version is stamped with when it is recorded.</summary>
internal readonly record struct Stamp(long Seq, long Version, string RecordedAt);

/// <summary>One request's writes, inside its savepoint of the writer's transaction.</summary>
internal sealed class WriteSession(Engine engine, DbConnection connection, DbTransaction transaction, FeedHead head, TimeProvider clock)
    : Session(engine, connection)
{
    private static readonly BulkInsert InsertChanges = new(
        "changes", [("seq", true), ("type", false), ("id", false), ("op", false), ("version", true), ("at", true), ("written_by", false)]);

    private long? instant;
    private bool mayPutOff;

    protected override DbTransaction Transaction => transaction;

    /// <summary>Who writes.</summary>
    public Author Author { get; private set; } = "";

    /// <summary>The head of the feed, this session's own entries included.</summary>
    public FeedHead Head { get; set; } = head;

    /// <summary>Begins the writes of a request: all its entries have one instant, so that no instant shows half of it.</summary>
    public void Begin(Author author, bool mayPutOff)
    {
        Author = author;
        this.mayPutOff = mayPutOff;
        instant = null;
    }

    /// <summary>
    /// Ends this turn, to have another one when <paramref name="prepare"/> has done what takes long: everybody who writes waits for a turn to end.
    /// Returns where it must be done in this turn after all.
    /// </summary>
    public void PutOff(Func<CancellationToken, Task> prepare)
    {
        if (mayPutOff) throw new PutOffException(prepare);
    }

    /// <summary>Now, but never before the last entry of the feed.</summary>
    public long Now()
    {
        var now = Instant.Microseconds(clock.GetUtcNow());
        return Math.Max(now, Head.At);
    }

    /// <summary>Takes the next feed positions for versions of records of one noun and enters them in the feed.</summary>
    public async Task<IReadOnlyList<Stamp>> RecordAsync(string type, IReadOnlyList<(string Id, string Op, long Version)> versions)
    {
        // Later than the last change even where the clock has gone back: what was read at an instant is never added to.
        instant ??= Math.Max(Now(), Head.At + 1);
        var (first, at) = (Head.Seq + 1, instant.Value);
        await InsertAsync(InsertChanges, [.. versions.Select((each, index) => new object?[] { first + index, type, each.Id, each.Op, each.Version, at, Author.Id })]);
        Head = new FeedHead(Head.Seq + versions.Count, at);
        var recordedAt = Instant.Write(at);
        return [.. versions.Select((each, index) => new Stamp(first + index, each.Version, recordedAt))];
    }

    /// <summary>Takes the next feed position for a version of a record and enters it in the feed.</summary>
    public async Task<Stamp> RecordAsync(string type, string id, string op, long version) => (await RecordAsync(type, [(id, op, version)]))[0];

    /// <exception cref="StoreException">The store is away.</exception>
    public Task InsertAsync(BulkInsert insert, IReadOnlyList<object?[]> rows) => rows.Count == 0 ? Task.CompletedTask : RunAsync(insert.Into, async () =>
    {
        await Engine.InsertAsync(Connection, Transaction, insert, rows);
        return rows.Count;
    });

    /// <summary>Runs a part of the work inside a savepoint of its own, and takes it back where it says false.</summary>
    public async Task<bool> TryAsync(Func<Task<bool>> part)
    {
        const string Savepoint = "part";
        var head = Head;
        await Transaction.SaveAsync(Savepoint);
        var isKept = await part();
        if (!isKept)
        {
            await Transaction.RollbackAsync(Savepoint);
            Head = head;
        }

        await Transaction.ReleaseAsync(Savepoint);
        return isKept;
    }
}
