using StanceApi.Storage;

namespace StanceApi.Transfer;

/// <summary>A job that waits or runs in this process.</summary>
internal sealed class LiveJob(JobRow row, ImportPlan plan, Upload upload, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private volatile Import? import;
    private int claims;

    public string Id => row.Id;

    public ImportPlan Plan => plan;

    public Upload Upload => upload;

    /// <summary>Who writes; its rights are those that it had when it asked.</summary>
    public required Author Author { get; init; }

    /// <summary>Cancelled when the job shall end.</summary>
    public CancellationToken Ending => ending.Token;

    /// <summary>Whether somebody asked for its end.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>The row as it was last kept.</summary>
    public JobRow Kept
    {
        get => Volatile.Read(ref row);
        set => Volatile.Write(ref row, value);
    }

    /// <summary>The row with what the import has come to since.</summary>
    public JobRow Now => import is { } running ? With(running, Kept) : Kept;

    public void Begin(Import running) => import = running;

    /// <summary>Takes what is to be done with the job: it is run, ended or withdrawn by one alone. False for whoever comes later.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref claims, 1) == 0;

    public void Cancel()
    {
        IsCancelled = true;
        try
        {
            ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }

    public void Dispose()
    {
        ending.Dispose();
        upload.Spool.Dispose();
    }

    private static JobRow With(Import import, JobRow kept) => kept with
    {
        Validated = import.Tally.Validated,
        Created = import.Tally.Of(ImportEffect.Created),
        Updated = import.Tally.Of(ImportEffect.Updated),
        Restored = import.Tally.Of(ImportEffect.Restored),
        Unchanged = import.Tally.Of(ImportEffect.Unchanged),
        Failed = import.Lines.Refused,
        Header = import.Header,
    };
}
