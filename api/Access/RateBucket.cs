namespace StanceApi.Access;

/// <summary>
/// A token bucket: it holds what may be asked for within a second and fills up again within a second. A request takes a token, or is refused
/// where there is none; what other processes have let through is taken too, late, so that there can be less than none.
/// </summary>
/// <param name="perSecond">How many tokens it holds, and how many it gains in a second.</param>
/// <param name="now">The timestamp, in ticks of 100 nanoseconds from any beginning, at which it is full.</param>
internal sealed class RateBucket(int perSecond, long now)
{
    private readonly Lock gate = new();
    private double tokens = perSecond;
    private long last = now;
    private int taken;

    /// <summary>Takes a token where there is one.</summary>
    public RateVerdict Take(long now)
    {
        lock (gate)
        {
            Fill(now);
            var isAllowed = tokens >= 1.0;
            if (isAllowed)
            {
                tokens--;
                taken++;
            }

            return new RateVerdict(isAllowed, Remaining: Math.Max(0, (int)tokens), SecondsToFull: Seconds(perSecond - tokens), SecondsToNext: Seconds(1.0 - tokens));
        }
    }

    /// <summary>Takes what others have let through already. All of it is owed: forgiving some would let every process overshoot again each time.</summary>
    public void Charge(long now, int count)
    {
        lock (gate)
        {
            Fill(now);
            tokens -= count;
        }
    }

    /// <summary>How many tokens requests have taken since this was last asked.</summary>
    public int Told()
    {
        lock (gate)
        {
            var told = taken;
            taken = 0;
            return told;
        }
    }

    /// <summary>Whether nothing is lost when it is forgotten.</summary>
    public bool IsFull(long now)
    {
        lock (gate)
        {
            Fill(now);
            return tokens >= perSecond && taken == 0;
        }
    }

    private void Fill(long now)
    {
        tokens = Math.Min(perSecond, tokens + (double)Math.Max(0, now - last) / TimeSpan.TicksPerSecond * perSecond);
        last = Math.Max(now, last);
    }

    /// <summary>Whole seconds, at least one, until that many tokens have come.</summary>
    private int Seconds(double missing) => Math.Max(1, (int)Math.Ceiling(missing / perSecond));
}

/// <summary>What a bucket says of a request.</summary>
/// <param name="IsAllowed">Whether there was a token.</param>
/// <param name="Remaining">How many are left.</param>
/// <param name="SecondsToFull">In how many seconds it is full again.</param>
/// <param name="SecondsToNext">In how many seconds there is a token again.</param>
internal readonly record struct RateVerdict(bool IsAllowed, int Remaining, int SecondsToFull, int SecondsToNext);
