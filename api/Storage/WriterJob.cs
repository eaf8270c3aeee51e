namespace StanceApi.Storage;

/// <summary>A piece of work that waits for the writer.</summary>
internal abstract class WriterJob(string writtenBy)
{
    public string WrittenBy { get; } = writtenBy;

    /// <summary>What the work failed with by itself, without failing the others.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Runs the work; false means that nothing of it shall be kept.</summary>
    public abstract Task<bool> RunAsync(WriteSession session);

    /// <summary>Answers after the commit.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception failure);

    /// <summary>True where whoever asked is gone: the work is not begun.</summary>
    public abstract bool GiveUp();
}

/// <summary>A piece of work that answers a value.</summary>
internal sealed class WriterJob<T>(string writtenBy, Func<WriteSession, Task<(T Value, bool Keep)>> work, CancellationToken cancellation)
    : WriterJob(writtenBy)
{
    // Continuations run elsewhere: the writer goes on with the next batch at once.
    private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? value;

    public Task<T> Answer => answer.Task;

    public override async Task<bool> RunAsync(WriteSession session)
    {
        (value, var keep) = await work(session);
        return keep;
    }

    public override void Complete()
    {
        if (Failure is null) answer.TrySetResult(value!);
        else answer.TrySetException(Failure);
    }

    public override void Fail(Exception failure) => answer.TrySetException(failure);

    public override bool GiveUp() => cancellation.IsCancellationRequested && answer.TrySetCanceled(cancellation);
}
