namespace StanceApi.Storage;

/// <summary>The database cannot hold the store; the message says why and what to do.</summary>
internal sealed class UnfitStoreException : Exception
{
    public UnfitStoreException(string message)
        : base(message)
    {
    }

    public UnfitStoreException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
