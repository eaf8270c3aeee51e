using Microsoft.Extensions.Options;
using StanceApi.Storage;

namespace StanceApi.Access;

/// <summary>
/// How many of the store's readers one caller has at once: whoever asks for much waits for himself, and others need not wait for all of it. Who asks for
/// nothing takes no memory.
/// </summary>
internal sealed class ReaderTurns(IOptions<ServiceLimits> limits)
{
    private readonly int most = limits.Value.ReadersPerCaller;
    private readonly TimeSpan limit = TimeSpan.FromSeconds(limits.Value.QuerySeconds);
    private readonly Lock gate = new();
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);

    /// <summary>Waits for a turn of the caller, which ends when it is disposed.</summary>
    /// <exception cref="StoreException">All of the caller's turns are taken and stay so for the time limit.</exception>
    public async Task<IDisposable> TakeAsync(string caller, CancellationToken cancellation)
    {
        var line = Join(caller);
        try
        {
            if (!await line.Places.WaitAsync(limit, cancellation)) throw StoreException.Busy($"Of one caller {most} reads run at once, and yours took long. Wait for their answers, and ask again.");
            return new Turn(this, caller, line);
        }
        catch
        {
            Leave(caller, line);
            throw;
        }
    }

    private Line Join(string caller)
    {
        lock (gate)
        {
            if (!lines.TryGetValue(caller, out var line)) lines.Add(caller, line = new Line(new SemaphoreSlim(most)));
            line.Length++;
            return line;
        }
    }

    private void Leave(string caller, Line line)
    {
        lock (gate)
        {
            if (--line.Length == 0) lines.Remove(caller);
        }
    }

    /// <summary>Those of one caller who have a turn or wait for one.</summary>
    private sealed class Line(SemaphoreSlim places)
    {
        public SemaphoreSlim Places => places;

        public int Length { get; set; }
    }

    private sealed class Turn(ReaderTurns turns, string caller, Line line) : IDisposable
    {
        public void Dispose()
        {
            line.Places.Release();
            turns.Leave(caller, line);
        }
    }
}
