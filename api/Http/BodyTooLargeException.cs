namespace StanceApi.Http;

/// <summary>A body is over the limit of its route.</summary>
internal sealed class BodyTooLargeException(long limit) : Exception("The body is too large.")
{
    /// <summary>The limit in bytes.</summary>
    public long Limit { get; } = limit;
}
