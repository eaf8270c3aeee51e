namespace StanceApi.Storage;

/// <summary>Tells whoever waits for news that the writer has committed.</summary>
internal sealed class CommitSignal
{
    private volatile TaskCompletionSource next = Fresh();

    /// <summary>Completes at the next commit. Taken before looking, no commit is missed.</summary>
    public Task Next => next.Task;

    /// <summary>Wakes everybody who waits.</summary>
    public void Pulse() => Interlocked.Exchange(ref next, Fresh()).SetResult();

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
