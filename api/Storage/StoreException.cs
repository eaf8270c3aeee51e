namespace StanceApi.Storage;

/// <summary>Why the store cannot serve now; each is a 503 and may be tried again.</summary>
internal enum StoreFailure
{
    /// <summary>Something else must end first.</summary>
    Busy,

    /// <summary>The query ran out of its time.</summary>
    TimedOut,

    /// <summary>The store is away, full or read-only. Nothing was kept.</summary>
    Unavailable,

    /// <summary>The store failed while it committed: only it knows whether the write was kept.</summary>
    Uncertain,
}

/// <summary>The store cannot serve now. Nothing of the request was kept, unless that is uncertain.</summary>
internal sealed class StoreException : Exception
{
    /// <summary>What is told where what is stored cannot be what was written.</summary>
    public const string Damaged = "What the store holds cannot be read, so that it is damaged. Look at it with verify, and restore a backup.";

    public StoreException(StoreFailure failure, Exception? cause = null)
        : base(failure.ToString(), cause) => Failure = failure;

    private StoreException(string busy)
        : base(busy) => Failure = StoreFailure.Busy;

    public StoreFailure Failure { get; }

    /// <summary>What whoever asks is told of the cause, as a sentence; null where there is nothing that would help.</summary>
    public string? Reason { get; init; }

    /// <summary>A failure whose message tells whoever asked what must end first.</summary>
    public static StoreException Busy(string message) => new(message);
}
