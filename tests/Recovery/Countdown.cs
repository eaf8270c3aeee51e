namespace StanceApi.Tests.Recovery;

/// <summary>Counts what has happened, so that a test does not wait for a time, which means nothing on a busy machine.</summary>
internal sealed class Countdown(int count)
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int left = count;

    public void Count()
    {
        if (Interlocked.Decrement(ref left) == 0) reached.TrySetResult();
    }

    /// <summary>Waits for the last one, or for the end of those who work.</summary>
    public Task ReachedAsync(Task working) => Task.WhenAny(reached.Task, working);
}
