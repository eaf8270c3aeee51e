using StanceApi.Arguments;
using StanceApi.Positions;

namespace StanceApi.Analysis;

/// <summary>What arguments are put together by to see which ground is contested.</summary>
public enum Ground
{
    /// <summary>Their category.</summary>
    Category,

    /// <summary>Their dimension in the Policy Frames Codebook; arguments without one are left out.</summary>
    Frame,
}

/// <summary>The arguments on a question: how they bear on each other and who gives them.</summary>
public sealed record ArgumentMap : DerivedAnswer
{
    internal ArgumentMap(Asked asked)
        : base(asked)
    {
    }

    /// <summary>The question.</summary>
    public required string QuestionId { get; init; }

    /// <summary>All arguments recorded on the question, by id; the filters choose who advances them.</summary>
    public required IReadOnlyList<MappedArgument> Arguments { get; init; }

    /// <summary>The ids of the arguments that no other attacks or undercuts.</summary>
    public required IReadOnlyList<string> Unanswered { get; init; }

    /// <summary>The grounds on which there are arguments for and against.</summary>
    public required IReadOnlyList<ContestedGround> Contested { get; init; }

    /// <summary>
    /// Every two actors who have a number of the same sign and both give reasons, none of them in common; null where they would have
    /// more than 500,000 ids of arguments together: choose some with <c>actor_id</c>, or compare two with <c>/v1/actors/{id}/agreement/{other_id}</c>.
    /// </summary>
    public required IReadOnlyList<DifferentReasons>? DifferentReasons { get; init; }
}

/// <summary>An argument on the map.</summary>
public sealed record MappedArgument
{
    /// <summary>The argument's id.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of reason it is.</summary>
    public required ArgumentCategory Category { get; init; }

    /// <summary>Which way it points, relative to the question.</summary>
    public required ArgumentDirection Direction { get; init; }

    /// <summary>The reason, in one sentence.</summary>
    public required string Claim { get; init; }

    /// <summary>Its dimension in the Policy Frames Codebook, null where none is told.</summary>
    public required Frame? Frame { get; init; }

    /// <summary>What it does to other arguments.</summary>
    public required IReadOnlyList<Relation> Relations { get; init; }

    /// <summary>Who gives it in which position; empty where it is the source's own voice, or where the filters leave nobody.</summary>
    public required IReadOnlyList<Advance> AdvancedBy { get; init; }

    /// <summary>Whether another argument attacks or undercuts it.</summary>
    public required bool Answered { get; init; }

    /// <summary>The ids of the arguments that do.</summary>
    public required IReadOnlyList<string> AnsweredBy { get; init; }
}

/// <summary>A position that gives an argument.</summary>
/// <param name="ActorId">Whose.</param>
/// <param name="PositionId">The position.</param>
/// <param name="Stance">The stance from which it is given.</param>
public sealed record Advance(string ActorId, string PositionId, Stance Stance);

/// <summary>A ground on which arguments point both ways.</summary>
/// <param name="Ground">The category or the frame.</param>
/// <param name="Pro">The ids of the arguments for.</param>
/// <param name="Con">The ids of the arguments against.</param>
public sealed record ContestedGround(string Ground, IReadOnlyList<string> Pro, IReadOnlyList<string> Con);
