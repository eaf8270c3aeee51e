using StanceApi.Positions;
using StanceApi.Values;

namespace StanceApi.Stances;

/// <summary>Which of the two times a timeline runs along.</summary>
public enum TimelineAxis
{
    /// <summary>The world's: when things were said and conditions changed, as one state of the record tells it.</summary>
    Stated,

    /// <summary>The record's: from which feed position on a stance was known as something else.</summary>
    Recorded,
}

/// <summary>A change of a stance.</summary>
public sealed record TimelineItem
{
    /// <summary>When: on the stated axis the earliest <c>as_of</c> from which it holds, a date or an instant; on the recorded axis the instant of the feed entry.</summary>
    public required string At { get; init; }

    /// <summary>The feed position on the recorded axis, null on the stated one.</summary>
    public required string? Seq { get; init; }

    /// <summary>Whose stance it is.</summary>
    public required string ActorId { get; init; }

    /// <summary>On which question.</summary>
    public required string QuestionId { get; init; }

    /// <summary>In which capacity.</summary>
    public required Capacity Capacity { get; init; }

    /// <summary>What it was, null where there was nothing.</summary>
    public required Stance? From { get; init; }

    /// <summary>What it is since; null where nothing is left, which happens on the recorded axis only.</summary>
    public required Stance? To { get; init; }

    /// <summary>Why it changed.</summary>
    public required StanceCause Cause { get; init; }

    /// <summary>The position that made the difference.</summary>
    public required string PositionId { get; init; }

    internal static TimelineItem Of(StanceKey key, Transition change) => new()
    {
        At = Dates.ByText(change.At),
        Seq = null,
        ActorId = key.ActorId,
        QuestionId = key.QuestionId,
        Capacity = key.Capacity,
        From = change.From,
        To = change.To,
        Cause = change.Cause,
        PositionId = change.PositionId,
    };

    internal static TimelineItem Of(RecordedTransition change) => new()
    {
        At = Instant.Write(change.At),
        Seq = Nouns.Cursor.Position(change.Seq),
        ActorId = change.Key.ActorId,
        QuestionId = change.Key.QuestionId,
        Capacity = change.Key.Capacity,
        From = change.From,
        To = change.To,
        Cause = change.Cause,
        PositionId = change.PositionId,
    };
}

/// <summary>A page of a timeline: changes of stances in order. It may be shorter than its limit: only <c>next: null</c> is the end.</summary>
public sealed record TimelinePage : DerivedPage<TimelineItem>
{
    /// <summary>Which of the two times it runs along.</summary>
    public required TimelineAxis Axis { get; init; }
}
