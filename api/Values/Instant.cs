using System.Globalization;

namespace StanceApi.Values;

/// <summary>
/// Instants as the service writes them (RFC 3339, UTC, microseconds, <c>Z</c>) and as it compares them: whole microseconds
/// since 1970-01-01T00:00:00Z, negative before, so that both engines sort them as 64-bit numbers.
/// </summary>
internal static class Instant
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The first and the last instant that can be written.</summary>
    public static readonly long First = Microseconds(DateTimeOffset.MinValue);

    /// <inheritdoc cref="First"/>
    public static readonly long Last = Microseconds(DateTimeOffset.MaxValue);

    public static string Write(long microseconds) => Write(FromMicroseconds(microseconds));

    public static string Write(DateTimeOffset instant) => instant.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Rounded down, before 1970 too.</summary>
    public static long Microseconds(DateTimeOffset instant) =>
        (instant.UtcTicks / TimeSpan.TicksPerMicrosecond) - (DateTimeOffset.UnixEpoch.UtcTicks / TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset FromMicroseconds(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
