using Microsoft.Extensions.Options;

namespace StanceApi.Storage;

/// <summary>
/// Lends the reads of a request a read-only connection from a bounded set. Where there are standbys, they have a set of their own, so that a primary
/// that is away keeps nobody from reading there. A few more are kept for what must be answered whatever the others do.
/// </summary>
internal sealed class Readers(Engine engine, IOptions<ServiceLimits> limits, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>How many readers are kept for what is asked before any request, and takes no time.</summary>
    public const int Kept = 2;

    private readonly ReaderPool newest = new(engine, mayLag: false, limits.Value.Readers, limits, clock);
    private readonly ReaderPool kept = new(engine, mayLag: false, Kept, limits, clock);
    private readonly ReaderPool? late = engine.HasStandbys ? new ReaderPool(engine, mayLag: true, limits.Value.Readers, limits, clock) : null;

    /// <summary>Whether there are standbys.</summary>
    public bool HaveStandbys => late is not null;

    /// <summary>Begins the reads of a request that must see every commit that was answered before.</summary>
    /// <exception cref="StoreException">Every reader is busy and stays so for the time limit, or the store is away.</exception>
    public Task<ReadSession> OpenAsync(CancellationToken cancellation) => newest.OpenAsync(cancellation);

    /// <summary>Begins the reads of a request, on a standby where what it shows may lag and there is one.</summary>
    /// <exception cref="StoreException">Every reader is busy and stays so for the time limit, or the store is away.</exception>
    public Task<ReadSession> OpenAsync(bool mayLag, CancellationToken cancellation) => (mayLag ? late ?? newest : newest).OpenAsync(cancellation);

    /// <summary>Begins a look at a key, or at whether the store can be read at all: no other read takes the place of those.</summary>
    /// <exception cref="StoreException">Every reader that is kept is busy and stays so for the time limit, or the store is away.</exception>
    public Task<ReadSession> OpenKeptAsync(CancellationToken cancellation) => kept.OpenAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await newest.DisposeAsync();
        await kept.DisposeAsync();
        if (late is not null) await late.DisposeAsync();
    }
}
