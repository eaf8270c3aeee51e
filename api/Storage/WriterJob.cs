using System.Diagnostics;

namespace StanceApi.Storage;

/// <summary>A piece of work that waits for the writer.</summary>
internal abstract class WriterJob(Author author)
{
    public Author Author { get; } = author;

    /// <summary>The trace of the request that it is of, null outside of one.</summary>
    public string? TraceId { get; } = Activity.Current?.TraceId.ToHexString();

    /// <summary>Whether the work takes so long that it has a transaction of its own.</summary>
    public bool IsLong { get; init; }

    /// <summary>Whether it waits its turn however long that takes.</summary>
    public bool IsPatient { get; init; }

    /// <summary>Whether nobody is told that anything is there because of it: it only tries the store.</summary>
    public bool IsProbe { get; init; }

    /// <summary>Whether the work may be run again in a later turn, after what takes long has been done outside.</summary>
    public bool MayPutOff { get; init; }

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
internal sealed class WriterJob<T>(Author author, Func<WriteSession, Task<(T Value, bool Keep)>> work, CancellationToken cancellation)
    : WriterJob(author)
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
