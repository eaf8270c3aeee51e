using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using StanceApi.Storage;

namespace StanceApi.Access;

/// <summary>
/// How many requests a caller may make in a second: a key, or, without a valid one, an address. Counted in memory; where other processes
/// serve the same store, <see cref="RateExchange"/> tells them.
/// </summary>
internal sealed class Rates(IOptions<ServiceLimits> limits, TimeProvider clock)
{
    public const string OfKey = "key";
    public const string OfAddress = "address";

    /// <summary>How many callers are told apart; whoever comes beyond shares one bucket, so that nobody can fill the memory.</summary>
    private const int MostCallers = 50_000;

    private const string Others = "address others";

    private readonly ConcurrentDictionary<string, RateBucket> buckets = new(StringComparer.Ordinal);

    private long cleared;

    /// <summary>How many callers are told apart now.</summary>
    public int Callers => buckets.Count;

    private long Now => clock.GetElapsedTime(0).Ticks;

    /// <summary>Counts a request of a caller.</summary>
    public CallerRate Take(HttpContext http)
    {
        var isKey = http.User.Identity?.IsAuthenticated == true;
        var perSecond = isKey ? limits.Value.KeyRequestsPerSecond : limits.Value.AddressRequestsPerSecond;
        var caller = isKey ? $"{OfKey} {Caller.Id(http.User)}" : $"{OfAddress} {Network(http.Connection.RemoteIpAddress)}";
        return new CallerRate(caller, isKey ? OfKey : OfAddress, perSecond, BucketOf(caller, perSecond).Take(Now));
    }

    /// <summary>Who was let through how often since this was last asked, the busiest first.</summary>
    public IEnumerable<KeyValuePair<string, int>> Told(int most) => buckets
        .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Told()))
        .Where(told => told.Value > 0)
        .OrderByDescending(told => told.Value)
        .Take(most);

    /// <summary>Counts what another process has let through.</summary>
    public void Charge(string caller, int count)
    {
        var perSecond = caller.StartsWith(OfKey, StringComparison.Ordinal) ? limits.Value.KeyRequestsPerSecond : limits.Value.AddressRequestsPerSecond;
        BucketOf(caller, perSecond).Charge(Now, count);
    }

    /// <summary>An IPv4 address itself; of an IPv6 address the first 64 bits, since whoever has one has all behind them.</summary>
    internal static string Network(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? address.ToString() : string.Create(CultureInfo.InvariantCulture, $"{new IPAddress([.. bytes[..8], 0, 0, 0, 0, 0, 0, 0, 0])}/64");
    }

    private RateBucket BucketOf(string caller, int perSecond)
    {
        if (buckets.TryGetValue(caller, out var bucket)) return bucket;
        if (buckets.Count >= MostCallers) Clear();
        return buckets.GetOrAdd(buckets.Count < MostCallers ? caller : Others, _ => new RateBucket(perSecond, Now));
    }

    /// <summary>Forgets full buckets, at most once a second.</summary>
    private void Clear()
    {
        var (now, before) = (Now, Interlocked.Read(ref cleared));
        if (now - before < TimeSpan.TicksPerSecond || Interlocked.CompareExchange(ref cleared, now, before) != before) return;
        foreach (var (caller, bucket) in buckets)
        {
            if (bucket.IsFull(now)) buckets.TryRemove(caller, out _);
        }
    }
}

/// <summary>What the rate of a caller says of its request.</summary>
/// <param name="Caller">Whose it is.</param>
/// <param name="Policy">What is counted.</param>
/// <param name="PerSecond">How many requests are allowed in a second.</param>
/// <param name="Verdict">What became of this one.</param>
internal sealed record CallerRate(string Caller, string Policy, int PerSecond, RateVerdict Verdict)
{
    /// <summary>Whether one more request of the caller may be served beside the others.</summary>
    public bool HasPlace { get; init; } = true;
}
