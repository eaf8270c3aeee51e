using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace StanceApi.Tests.Recovery;

/// <summary>A body that comes to a halt in its middle.</summary>
internal sealed class HaltingContent : HttpContent
{
    private readonly TaskCompletionSource halted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource goesOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] first;
    private readonly byte[] second;

    public HaltingContent(string first, string second, string mediaType = "application/json")
    {
        this.first = Encoding.UTF8.GetBytes(first);
        this.second = Encoding.UTF8.GetBytes(second);
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    /// <summary>Ends when the first part has been sent.</summary>
    public Task Halted => halted.Task;

    public void GoOn() => goesOn.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(first, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        halted.TrySetResult();
        await goesOn.Task.WaitAsync(cancellationToken);
        await stream.WriteAsync(second, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = first.Length + second.Length;
        return true;
    }
}
