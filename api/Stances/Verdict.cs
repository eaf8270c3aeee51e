using StanceApi.Positions;

namespace StanceApi.Stances;

/// <summary>What the rule concludes from statements of one actor on one question in one capacity. Times are microseconds since 1970, UTC.</summary>
internal sealed record Verdict
{
    public required Stance Stance { get; init; }

    /// <summary>The modality that counts, null where everything was left out.</summary>
    public required Modality? Modality { get; init; }

    /// <summary>Where a stance without a number leans to, null where it leans nowhere.</summary>
    public required Stance? Leaning { get; init; }

    public required bool Conflict { get; init; }

    public required DecidedBy DecidedBy { get; init; }

    /// <summary>The level winners, by id.</summary>
    public required IReadOnlyList<Statement> Basis { get; init; }

    /// <summary>What <see cref="Leaning"/> rests on, by id.</summary>
    public required IReadOnlyList<Statement> LeaningBasis { get; init; }

    /// <summary>Losers that are later than the winner, by first instant and id.</summary>
    public required IReadOnlyList<Statement> Signals { get; init; }

    /// <summary>Statements with a failed requirement, by id.</summary>
    public required IReadOnlyList<Statement> Dropped { get; init; }

    public required Evidence Evidence { get; init; }

    /// <summary>Every change of the stance until now, in order; the last one made it what it is.</summary>
    public required IReadOnlyList<Transition> Course { get; init; }

    /// <summary>The earliest instant from which the stance has been the same without a break.</summary>
    public long Since => Course[^1].At;
}

/// <summary>A change of a stance: from the instant <paramref name="At"/> on it is <paramref name="To"/>.</summary>
/// <param name="At">The instant.</param>
/// <param name="From">The stance before, null where there was none.</param>
/// <param name="FromModality">The modality just before.</param>
/// <param name="To">The stance since.</param>
/// <param name="Cause">Why.</param>
/// <param name="PositionId">The position that made the difference.</param>
internal readonly record struct Transition(long At, Stance? From, Modality? FromModality, Stance To, StanceCause Cause, string PositionId);
