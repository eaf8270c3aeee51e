using System.Data.Common;
using StanceApi.Values;

namespace StanceApi.Storage;

/// <summary>What a version is stamped with when it is recorded.</summary>
internal readonly record struct Stamp(long Seq, long Version, string RecordedAt);

/// <summary>One request's writes, inside its savepoint of the writer's transaction.</summary>
internal sealed class WriteSession(Engine engine, DbConnection connection, DbTransaction transaction, FeedHead head, TimeProvider clock)
    : Session(engine, connection, transaction)
{
    private const string InsertChange = """
        INSERT INTO changes (seq, type, id, op, version, at, written_by)
        VALUES (@Seq, @Type, @Id, @Op, @Version, @At, @WrittenBy)
        """;

    private long? instant;

    /// <summary>Who writes: the id of the key that the request was made with.</summary>
    public string WrittenBy { get; private set; } = "";

    /// <summary>The head of the feed, this session's own entries included.</summary>
    public FeedHead Head { get; set; } = head;

    /// <summary>Begins the writes of a request: all its entries have one instant, so that no instant shows half of it.</summary>
    public void Begin(string writtenBy)
    {
        WrittenBy = writtenBy;
        instant = null;
    }

    /// <summary>Now, but never before the last entry of the feed.</summary>
    public long Now()
    {
        var now = Instant.Microseconds(clock.GetUtcNow());
        return Math.Max(now, Head.At);
    }

    /// <summary>Takes the next feed position for <paramref name="version"/> of a record and enters it in the feed.</summary>
    public async Task<Stamp> RecordAsync(string type, string id, string op, long version)
    {
        instant ??= Now();
        Head = new FeedHead(Head.Seq + 1, instant.Value);
        await ExecuteAsync(InsertChange, new { Head.Seq, Type = type, Id = id, Op = op, Version = version, Head.At, WrittenBy });
        return new Stamp(Head.Seq, version, Instant.Write(Head.At));
    }
}
