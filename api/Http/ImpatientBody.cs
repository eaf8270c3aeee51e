namespace StanceApi.Http;

/// <summary>
/// Reads the body of a request, and gives it up where nothing of it comes for too long: the server's own limit is on the mean since the body began, so that
/// whoever has sent much could pause for hours.
/// </summary>
/// <param name="body">The body.</param>
/// <param name="limit">How long its sender may pause.</param>
internal sealed class ImpatientBody(Stream body, TimeSpan limit) : ReadingStream
{
    /// <exception cref="BadHttpRequestException">Nothing came in time (408), or the body is one that the server refuses.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limit);
        try
        {
            return await body.ReadAsync(buffer, patience.Token);
        }
        catch (OperationCanceledException stalled) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException("Nothing came in time.", StatusCodes.Status408RequestTimeout, stalled);
        }
    }
}
