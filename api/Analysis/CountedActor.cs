using StanceApi.Positions;
using StanceApi.Stances;

namespace StanceApi.Analysis;

/// <summary>A stance as figures count it. <c>GET /v1/stances</c> with the same filters tells all of it.</summary>
public sealed record CountedActor
{
    /// <summary>Whose.</summary>
    public required string ActorId { get; init; }

    /// <summary>On which question.</summary>
    public required string QuestionId { get; init; }

    /// <summary>The capacity that counts: the first that the actor has of official, party, unspecified, expert, personal.</summary>
    public required Capacity Capacity { get; init; }

    /// <summary>The stance.</summary>
    public required Stance Stance { get; init; }

    /// <summary>Its number, null where it has none.</summary>
    public required int? Score { get; init; }

    /// <summary>How well it is borne out; <c>evidence</c> of <c>GET /v1/stances</c> has the positions that count for it.</summary>
    public required EvidenceVerdict Verdict { get; init; }

    /// <summary>The ids of the positions that it rests on.</summary>
    public required IReadOnlyList<string> Basis { get; init; }

    /// <summary>Positions that were left out: where <c>stance</c> is <c>no_position</c>, why.</summary>
    public required IReadOnlyList<DroppedPosition> Dropped { get; init; }

    internal static CountedActor Of(CountedStance stance) => new()
    {
        ActorId = stance.Key.ActorId,
        QuestionId = stance.Key.QuestionId,
        Capacity = stance.Key.Capacity,
        Stance = stance.Verdict.Stance,
        Score = stance.Score,
        Verdict = stance.Verdict.Evidence.Verdict,
        Basis = stance.Basis,
        Dropped = stance.Dropped,
    };
}
