using StanceApi.Actors;
using StanceApi.Arguments;
using StanceApi.Positions;

namespace StanceApi.Analysis;

/// <summary>Where the actors stand on a question, in figures. Each actor counts once.</summary>
public sealed record QuestionSummary : DerivedAnswer
{
    internal QuestionSummary(Asked asked)
        : base(asked)
    {
    }

    /// <summary>The question.</summary>
    public required string QuestionId { get; init; }

    /// <summary>How many actors have each stance.</summary>
    public required StanceCounts Stances { get; init; }

    /// <summary>The same by the kind of the actor; kinds that nobody has are left out.</summary>
    public required IReadOnlyList<ActorKindCount> ByActorKind { get; init; }

    /// <summary>The same by the capacity that counts; capacities that nobody has are left out.</summary>
    public required IReadOnlyList<CapacityCount> ByCapacity { get; init; }

    /// <summary>The same by the most open attribution of the positions that the stance rests on; null where all were left out.</summary>
    public required IReadOnlyList<AttributionCount> ByAttribution { get; init; }

    /// <summary>The arguments recorded on the question by category and direction; pairs that have none are left out.</summary>
    public required IReadOnlyList<ArgumentCount> Arguments { get; init; }

    /// <summary>How far apart the scores lie.</summary>
    public required Polarization Polarization { get; init; }

    /// <summary>How many actors the figures tell about.</summary>
    public required Coverage Coverage { get; init; }

    /// <summary>How well the stances are borne out.</summary>
    public required EvidenceShare Evidence { get; init; }

    /// <summary>The stances that were counted, by actor, with the positions that each rests on.</summary>
    public required IReadOnlyList<CountedActor> Actors { get; init; }
}

/// <summary>How many actors of a kind have each stance.</summary>
/// <param name="ActorKind">The kind.</param>
/// <param name="Stances">The counts.</param>
/// <param name="ActorIds">Who was counted; <c>actors</c> tells the stance of each.</param>
public sealed record ActorKindCount(ActorKind ActorKind, StanceCounts Stances, IReadOnlyList<string> ActorIds);

/// <summary>How many actors have each stance in a capacity.</summary>
/// <param name="Capacity">The capacity.</param>
/// <param name="Stances">The counts.</param>
/// <param name="ActorIds">Who was counted; <c>actors</c> tells the stance of each.</param>
public sealed record CapacityCount(Capacity Capacity, StanceCounts Stances, IReadOnlyList<string> ActorIds);

/// <summary>How many actors have each stance by an attribution.</summary>
/// <param name="Attribution">The attribution.</param>
/// <param name="Stances">The counts.</param>
/// <param name="ActorIds">Who was counted; <c>actors</c> tells the stance of each.</param>
public sealed record AttributionCount(Attribution? Attribution, StanceCounts Stances, IReadOnlyList<string> ActorIds);

/// <summary>How many arguments of a category point a way.</summary>
/// <param name="Category">The category.</param>
/// <param name="Direction">The way.</param>
/// <param name="Count">How many.</param>
/// <param name="Advanced">How many of them are given in a position that takes part.</param>
/// <param name="ArgumentIds">Which there are.</param>
/// <param name="AdvancedIds">Which of them are given; the argument map tells in which positions.</param>
public sealed record ArgumentCount(ArgumentCategory Category, ArgumentDirection Direction, int Count, int Advanced, IReadOnlyList<string> ArgumentIds, IReadOnlyList<string> AdvancedIds);

/// <summary>How many stances are borne out well.</summary>
/// <param name="Sufficient">By two sources, or by the holder's own word on the record.</param>
/// <param name="Thin">By less.</param>
/// <param name="ThinShare">The share of the thin ones, null where there are none at all.</param>
public sealed record EvidenceShare(int Sufficient, int Thin, double? ThinShare);
