namespace StanceApi.Storage;

/// <summary>Why the store cannot serve now; each is a 503 and may be tried again.</summary>
internal enum StoreFailure
{
    /// <summary>Too much waits already.</summary>
    Busy,

    /// <summary>The query ran out of its time.</summary>
    TimedOut,

    /// <summary>The store is away, full or read-only. Nothing was kept.</summary>
    Unavailable,

    /// <summary>The store failed while it committed: only it knows whether the write was kept.</summary>
    Uncertain,
}

/// <summary>The store cannot serve now. Nothing of the request was kept, unless that is uncertain.</summary>
internal sealed class StoreException(StoreFailure failure, Exception? cause = null) : Exception(failure.ToString(), cause)
{
    public StoreFailure Failure { get; } = failure;
}
