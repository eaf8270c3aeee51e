namespace StanceApi.Storage;

/// <summary>Tells whoever waits for news that there was a commit.</summary>
internal sealed class CommitSignal
{
    private volatile TaskCompletionSource next = Fresh();
    private int waiting;

    /// <summary>Completes at the next commit. Taken before looking, no commit is missed.</summary>
    public Task Next => next.Task;

    /// <summary>Whether anybody waits.</summary>
    public bool IsAwaited => Volatile.Read(ref waiting) > 0;

    /// <summary>Waits for <paramref name="news"/>, a <see cref="Next"/> taken before looking, or for the end of patience.</summary>
    public async Task WaitAsync(Task news, CancellationToken patience)
    {
        Interlocked.Increment(ref waiting);
        try
        {
            await news.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>Wakes everybody who waits.</summary>
    public void Pulse() => Interlocked.Exchange(ref next, Fresh()).SetResult();

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
