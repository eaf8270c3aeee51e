namespace StanceApi.Tests.Engines;

/// <summary>
/// The time goes on by a millisecond with each request, so that two services that are asked the same write the same instants, and ids
/// that they make are in the order of the requests. What is timed takes its time all the same.
/// </summary>
internal sealed class SteppedClock : TimeProvider
{
    private long steps;

    public void Step() => Interlocked.Increment(ref steps);

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddMilliseconds(Interlocked.Read(ref steps));
}
