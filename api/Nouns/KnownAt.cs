using System.Globalization;
using System.Text.RegularExpressions;
using StanceApi.Http;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Nouns;

/// <summary>
/// The time of the record that a read asks about: a feed position, or an instant, which means the last entry not later than
/// it. No time means now.
/// </summary>
internal sealed partial record KnownAt
{
    public const string Parameter = "known_at";

    private const string FindLast = """
        SELECT seq
        FROM changes
        WHERE at <= @At
        ORDER BY at DESC, seq DESC
        LIMIT 1
        """;

    private KnownAt(string text, long? position, PartialDate instant)
    {
        Text = text;
        Position = position;
        At = instant;
    }

    /// <summary>What was asked, as it was written.</summary>
    public string Text { get; }

    private long? Position { get; }

    private PartialDate At { get; }

    /// <summary>Reads the parameter; null where it is absent.</summary>
    public static KnownAt? Read(QueryParameters query)
    {
        if (query.Value(Parameter) is not { } text) return null;
        if (text.All(char.IsAsciiDigit) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)) return new KnownAt(text, position, default);
        if (PartialDate.TryParse(Kept(text), out var instant) && instant.IsInstant) return new KnownAt(text, null, instant);
        query.Refuse(Parameter, Codes.InvalidParameter, $"'{text}' is neither a feed position, such as 42, nor an instant, such as 2025-10-29T09:00:00Z.");
        return null;
    }

    /// <summary>The instant to the microsecond before it: what was recorded by then is the same.</summary>
    private static string Kept(string text) => FinerThanKept().Replace(text, "$1Z");

    [GeneratedRegex(@"(\.[0-9]{6})[0-9]+Z\z")]
    private static partial Regex FinerThanKept();

    /// <summary>The feed position that is meant; null where it lies in the future, which nobody knows yet, or beyond what a session that may lag knows.</summary>
    public async Task<long?> ResolveAsync(Session session, FeedHead head, TimeProvider clock)
    {
        if (Position is { } position) return position <= head.Seq ? position : null;
        // The record's time has come as far as its last entry, wherever the clock stands.
        if (At.First > Math.Max(Instant.Microseconds(clock.GetUtcNow()), head.At)) return null;
        // What lags cannot say that nothing else was recorded by then.
        if (At.First >= head.At) return session.MayLag ? null : head.Seq;
        return await session.FirstOrDefaultAsync<long>(FindLast, new { At = At.First });
    }

    public static readonly Problem InFuture = Problem.Of(
        StatusCodes.Status400BadRequest,
        [new ProblemError(ErrorPlace.Query, $"/{Parameter}", Codes.KnownAtInFuture, "Nothing is known of the future: send a position that the feed has reached, or an instant that has passed.")]);
}
