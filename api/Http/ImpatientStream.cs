namespace StanceApi.Http;

/// <summary>
/// Writes into the body of an answer, and breaks the answer off where whoever takes it takes nothing for too long: what the system's own buffers took at
/// once counts for nothing here, as it does for the server's limit on bytes a second.
/// </summary>
/// <param name="body">The body of the answer.</param>
/// <param name="limit">How long a part may take.</param>
internal sealed class ImpatientStream(Stream body, TimeSpan limit) : Stream
{
    /// <summary>What is written at once: as much as the server keeps for whoever takes it.</summary>
    private const int PartBytes = 65_536;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="IOException">A part was not taken in time.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (var left = buffer; !left.IsEmpty; left = left[Math.Min(PartBytes, left.Length)..])
        {
            var part = left[..Math.Min(PartBytes, left.Length)];
            await InTimeAsync(token => body.WriteAsync(part, token).AsTask(), cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => InTimeAsync(body.FlushAsync, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task InTimeAsync(Func<CancellationToken, Task> write, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(limit);
        try
        {
            await write(patience.Token);
        }
        catch (OperationCanceledException stalled) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException("Nobody took it in time.", stalled);
        }
    }
}
