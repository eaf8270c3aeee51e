namespace StanceApi.Storage;

/// <summary>Ends a turn of the writer in which nothing is kept: something takes long, and can be done before another turn.</summary>
internal sealed class PutOffException(Func<CancellationToken, Task> prepare) : Exception("The work is put off until what takes long has been done outside the writer's turn.")
{
    /// <summary>Does what takes long, so that the next turn finds it done.</summary>
    public Task PrepareAsync(CancellationToken cancellation) => prepare(cancellation);
}
