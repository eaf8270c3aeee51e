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
    public void What_others_let_through_is_owed_for_a_second_at_most()
    {
        var bucket = new RateBucket(perSecond: 10, now: 0);

        bucket.Charge(0, 1_000);

        Assert.Equal((false, 2), (bucket.Take(0).IsAllowed, bucket.Take(0).SecondsToNext));
        Assert.False(bucket.Take(Second).IsAllowed);
        Assert.True(bucket.Take(Second + Second / 10).IsAllowed);
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
