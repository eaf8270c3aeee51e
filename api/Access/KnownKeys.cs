using System.Collections.Concurrent;
using StanceApi.Storage;

namespace StanceApi.Access;

/// <summary>
/// Finds the key of a secret. Where other processes write to the store each request asks the store, so that a key which one of them
/// revokes is refused by all at once. Where this process is the only one that writes, what was found is kept until a key changes.
/// </summary>
internal sealed class KnownKeys(Engine engine, Readers readers)
{
    private readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);

    private int changes;

    public async Task<KeyRow?> FindAsync(string secret, CancellationToken cancellation)
    {
        // Counted before looking: what was found and then changed is not believed again.
        var seen = Volatile.Read(ref changes);
        var sha256 = KeyStore.Hash(secret);
        if (kept.TryGetValue(sha256, out var known) && known.Changes == seen) return known.Key;
        await using var session = await readers.OpenKeptAsync(cancellation);
        var key = await KeyStore.FindHashAsync(session, sha256);
        // Only keys that there are: what strangers send would fill the memory.
        if (key is not null && !engine.HasOtherWriters) kept[sha256] = new Kept(key, seen);
        return key;
    }

    /// <summary>To be called after a key has changed, before whoever changed it is answered.</summary>
    public void Forget() => Interlocked.Increment(ref changes);

    private sealed record Kept(KeyRow Key, int Changes);
}
