using System.Net;
using StanceApi.Access;

namespace StanceApi.Tests.Access;

/// <summary>The bucket that counts requests, with the numbers; ticks of 100 nanoseconds, 10,000,000 a second.</summary>
public sealed class RateBucketTests
{
    private const long Second = 10_000_000;

    [Fact]
    public void A_second_has_as_many_requests_as_are_allowed_and_one_more_is_refused()
    {
        var bucket = new RateBucket(perSecond: 4, now: 0);

        var verdicts = Enumerable.Range(0, 5).Select(_ => bucket.Take(0)).ToArray();

        Assert.Equal([(true, 3), (true, 2), (true, 1), (true, 0), (false, 0)], verdicts.Select(verdict => (verdict.IsAllowed, verdict.Remaining)));
        Assert.Equal((1, 1), (verdicts[4].SecondsToNext, verdicts[4].SecondsToFull));
    }

    [Theory]
    [InlineData(0.24, false)]
    [InlineData(0.25, true)]
    [InlineData(60.0, true)]
    public void It_fills_up_evenly(double seconds, bool isAllowed)
    {
        var bucket = new RateBucket(perSecond: 4, now: 0);
        for (var count = 0; count < 4; count++) bucket.Take(0);

        Assert.Equal(isAllowed, bucket.Take((long)(seconds * Second)).IsAllowed);
    }

    [Fact]
    public void It_never_holds_more_than_a_second_is_worth()
    {
        var bucket = new RateBucket(perSecond: 2, now: 0);

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => bucket.Take(1_000 * Second).IsAllowed));
    }

    [Fact]
    public void A_clock_that_stands_or_goes_back_gives_nothing()
    {
        var bucket = new RateBucket(perSecond: 1, now: Second);
        bucket.Take(Second);

        Assert.False(bucket.Take(0).IsAllowed);
        Assert.False(bucket.Take(Second).IsAllowed);
        Assert.True(bucket.Take(2 * Second).IsAllowed);
    }

    [Fact]
    public void What_others_let_through_is_owed()
    {
        var bucket = new RateBucket(perSecond: 10, now: 0);

        bucket.Charge(0, 60);

        Assert.Equal((false, 6), (bucket.Take(0).IsAllowed, bucket.Take(0).SecondsToNext));
        Assert.False(bucket.Take(5 * Second).IsAllowed);
        Assert.True(bucket.Take(5 * Second + Second / 10).IsAllowed);
    }

    /// <summary>Whoever asks each process as often as it lets him overshoots for as long as they do not hear of one another, and never again.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Several_processes_let_through_what_is_allowed_in_the_long_run(int processes)
    {
        const int PerSecond = 50, Seconds = 60, Asks = 200;
        var buckets = Enumerable.Range(0, processes).Select(_ => new RateBucket(PerSecond, now: 0)).ToArray();
        var letThrough = 0;

        for (var second = 0; second < Seconds; second++)
        {
            for (var ask = 0; ask < Asks; ask++) letThrough += buckets.Count(bucket => bucket.Take((second * Second) + (ask * Second / Asks)).IsAllowed);
            var told = buckets.Select(bucket => bucket.Told()).ToArray();
            foreach (var (teller, count) in told.Index())
            {
                foreach (var hearer in buckets.Where((_, place) => place != teller)) hearer.Charge((second + 1) * Second, count);
            }
        }

        // What each may have let through before it heard of the others: a full bucket, and what came in a second.
        Assert.InRange(letThrough, PerSecond * (Seconds - processes), (PerSecond * Seconds) + (2 * PerSecond * processes));
    }

    [Fact]
    public void What_was_let_through_is_told_once()
    {
        var bucket = new RateBucket(perSecond: 2, now: 0);
        for (var count = 0; count < 3; count++) bucket.Take(0);

        Assert.Equal((2, 0), (bucket.Told(), bucket.Told()));
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    public void An_IPv6_address_counts_as_its_network(string address, string network) => Assert.Equal(network, Rates.Network(IPAddress.Parse(address)));
}
