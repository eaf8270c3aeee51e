using System.ComponentModel.DataAnnotations;
using FluentValidation;
using StanceApi.Citations;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Values;

namespace StanceApi.Arguments;

/// <summary>What kind of reason an argument is.</summary>
public enum ArgumentCategory
{
    /// <summary>What is right: duty, pride, betrayal.</summary>
    Moral,

    /// <summary>What can be done: experience, capacity.</summary>
    Operational,

    /// <summary>What it means for relations with others.</summary>
    Diplomatic,

    /// <summary>What may go wrong.</summary>
    Risk,
}

/// <summary>Which way an argument points, relative to the question and not to the speaker's own stance.</summary>
public enum ArgumentDirection
{
    /// <summary>For a yes.</summary>
    Pro,

    /// <summary>For a no.</summary>
    Con,
}

/// <summary>The fifteen dimensions of the Policy Frames Codebook (Boydstun, Card, Gross, Resnik and Smith, 2014).</summary>
public enum Frame
{
    /// <summary>Costs, benefits and other financial consequences.</summary>
    Economic,

    /// <summary>Resources and the capacity to act.</summary>
    CapacityAndResources,

    /// <summary>Duty, honour, religion and ethics.</summary>
    Morality,

    /// <summary>Equal treatment and its lack.</summary>
    FairnessAndEquality,

    /// <summary>Law, rights and jurisdiction.</summary>
    Legality,

    /// <summary>A policy proposed or weighed against its aims.</summary>
    PolicyPrescription,

    /// <summary>Breaches of law and their consequences.</summary>
    CrimeAndPunishment,

    /// <summary>Threats and protection from them.</summary>
    SecurityAndDefense,

    /// <summary>Health care, safety and well-being.</summary>
    HealthAndSafety,

    /// <summary>Daily life and its comforts.</summary>
    QualityOfLife,

    /// <summary>Traditions, customs and belonging.</summary>
    CulturalIdentity,

    /// <summary>What the public thinks.</summary>
    PublicOpinion,

    /// <summary>Parties, politicians and their tactics.</summary>
    Political,

    /// <summary>Relations with, and the regard of, other countries.</summary>
    ExternalRegulationAndReputation,

    /// <summary>None of the others.</summary>
    Other,
}

/// <summary>What an argument does to another.</summary>
public enum RelationType
{
    /// <summary>Gives a reason to believe it.</summary>
    Supports,

    /// <summary>Denies its claim.</summary>
    Attacks,

    /// <summary>Denies that its claim bears on the question.</summary>
    Undercuts,

    /// <summary>Limits where it holds.</summary>
    Qualifies,
}

/// <summary>A relation from this argument to another of the same question.</summary>
public sealed record Relation
{
    /// <summary>The other argument.</summary>
    [IdRule]
    public required string ArgumentId { get; init; }

    /// <summary>What this argument does to it.</summary>
    public required RelationType Type { get; init; }
}

/// <summary>A reason given for or against a question; one argument can be advanced in many positions.</summary>
public sealed record Argument
{
    /// <summary>The argument's id.</summary>
    public required string Id { get; init; }

    /// <summary>1 for the first version, one more for each change.</summary>
    public required long Version { get; init; }

    /// <summary>When this version was recorded.</summary>
    public required string RecordedAt { get; init; }

    /// <summary>The question that the reason bears on.</summary>
    public required string QuestionId { get; init; }

    /// <summary>What kind of reason it is.</summary>
    public required ArgumentCategory Category { get; init; }

    /// <summary>Which way it points, relative to the question.</summary>
    public required ArgumentDirection Direction { get; init; }

    /// <summary>The reason, in one sentence.</summary>
    public required string Claim { get; init; }

    /// <summary>Its dimension in the Policy Frames Codebook, for work across fields.</summary>
    public required Frame? Frame { get; init; }

    /// <summary>Where it is given.</summary>
    public required IReadOnlyList<Citation> Citations { get; init; }

    /// <summary>What it does to other arguments of the same question.</summary>
    public required IReadOnlyList<Relation> Relations { get; init; }
}

/// <summary>What a client sends of an argument.</summary>
[ServerOwned(typeof(Argument), "version", "recorded_at")]
public sealed record ArgumentInput : INounInput
{
    /// <summary>The client's own id; a UUIDv7 is made where there is none.</summary>
    [IdRule]
    public string? Id { get; init; }

    /// <inheritdoc cref="Argument.QuestionId" />
    [IdRule]
    public required string QuestionId { get; init; }

    /// <inheritdoc cref="Argument.Category" />
    public required ArgumentCategory Category { get; init; }

    /// <inheritdoc cref="Argument.Direction" />
    public required ArgumentDirection Direction { get; init; }

    /// <inheritdoc cref="Argument.Claim" />
    [StringLength(Limits.Text)]
    public required string Claim { get; init; }

    /// <inheritdoc cref="Argument.Frame" />
    public Frame? Frame { get; init; }

    /// <inheritdoc cref="Argument.Citations" />
    public IReadOnlyList<CitationInput>? Citations { get; init; }

    /// <inheritdoc cref="Argument.Relations" />
    public IReadOnlyList<Relation>? Relations { get; init; }
}

/// <summary>The rules of an argument that need nothing else.</summary>
internal sealed class ArgumentValidator : AbstractValidator<ArgumentInput>
{
    public ArgumentValidator()
    {
        RuleForEach(argument => argument.Citations).SetValidator(new CitationValidator());
        this.Distinct("Relations", argument => argument.Relations, relation => relation);
    }
}
