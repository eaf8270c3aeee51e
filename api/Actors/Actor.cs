using System.ComponentModel.DataAnnotations;
using FluentValidation;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Values;

namespace StanceApi.Actors;

/// <summary>What an actor is.</summary>
public enum ActorKind
{
    /// <summary>One human being.</summary>
    Person,

    /// <summary>A body with members or staff: a party, an agency, a company, an army.</summary>
    Organization,

    /// <summary>A government as a whole.</summary>
    Government,

    /// <summary>Several organisations or governments that act together.</summary>
    Coalition,

    /// <summary>Several people who are named together and are no organisation.</summary>
    Group,

    /// <summary>A public, or a part of one.</summary>
    Public,
}

/// <summary>Whether an actor is known by name.</summary>
public enum ActorIdentity
{
    /// <summary>Known by name.</summary>
    Identified,

    /// <summary>Known only as one source describes it: two sources' "officials" are two actors.</summary>
    Anonymous,
}

/// <summary>An office or task that an actor had for a time.</summary>
public sealed record Role
{
    /// <summary>The office: Defence Minister.</summary>
    public required string Title { get; init; }

    /// <summary>The organisation, itself an actor, that the role is in.</summary>
    public required string? OrganizationId { get; init; }

    /// <summary>When it began: YYYY, YYYY-MM or YYYY-MM-DD.</summary>
    public required string? From { get; init; }

    /// <summary>When it ended: YYYY, YYYY-MM or YYYY-MM-DD, inclusive.</summary>
    public required string? Until { get; init; }
}

/// <inheritdoc cref="Role" />
public sealed record RoleInput
{
    /// <inheritdoc cref="Role.Title" />
    [StringLength(Limits.Name)]
    public required string Title { get; init; }

    /// <inheritdoc cref="Role.OrganizationId" />
    [IdRule]
    public string? OrganizationId { get; init; }

    /// <inheritdoc cref="Role.From" />
    [DateRule]
    public string? From { get; init; }

    /// <inheritdoc cref="Role.Until" />
    [DateRule]
    public string? Until { get; init; }
}

/// <summary>A name of the actor in another system.</summary>
public sealed record Identifier
{
    /// <summary>The system: wikidata.</summary>
    [StringLength(Limits.Word)]
    public required string Scheme { get; init; }

    /// <summary>The actor's id there.</summary>
    [StringLength(Limits.Name)]
    public required string Value { get; init; }
}

/// <summary>Who can hold a stance: a person, an organisation, an unnamed group, a public.</summary>
public sealed record Actor
{
    /// <summary>The actor's id.</summary>
    public required string Id { get; init; }

    /// <summary>1 for the first version, one more for each change.</summary>
    public required long Version { get; init; }

    /// <summary>When this version was recorded.</summary>
    public required string RecordedAt { get; init; }

    /// <summary>The name by which people know the actor, or the source's words for an anonymous one.</summary>
    public required string Name { get; init; }

    /// <summary>What the actor is.</summary>
    public required ActorKind Kind { get; init; }

    /// <summary>Whether the actor is known by name.</summary>
    public required ActorIdentity Identity { get; init; }

    /// <summary>The source that an anonymous actor belongs to.</summary>
    public required string? SourceId { get; init; }

    /// <summary>Other names.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>Who this is, in a sentence or two.</summary>
    public required string? Description { get; init; }

    /// <summary>The country, as an ISO 3166-1 alpha-2 code.</summary>
    public required string? Country { get; init; }

    /// <summary>Offices and tasks.</summary>
    public required IReadOnlyList<Role> Roles { get; init; }

    /// <summary>Names of the actor in other systems.</summary>
    public required IReadOnlyList<Identifier> Identifiers { get; init; }
}

/// <summary>What a client sends of an actor.</summary>
[ServerOwned(typeof(Actor), "version", "recorded_at")]
public sealed record ActorInput : INounInput
{
    /// <summary>The client's own id; a UUIDv7 is made where there is none.</summary>
    [IdRule]
    public string? Id { get; init; }

    /// <inheritdoc cref="Actor.Name" />
    [StringLength(Limits.Name)]
    public required string Name { get; init; }

    /// <inheritdoc cref="Actor.Kind" />
    public required ActorKind Kind { get; init; }

    /// <summary>Whether the actor is known by name; identified where nothing is said.</summary>
    public ActorIdentity? Identity { get; init; }

    /// <summary>The source that the actor belongs to; required for an anonymous one.</summary>
    [IdRule]
    public string? SourceId { get; init; }

    /// <inheritdoc cref="Actor.Aliases" />
    [StringLength(Limits.Name)]
    public IReadOnlyList<string>? Aliases { get; init; }

    /// <inheritdoc cref="Actor.Description" />
    [StringLength(Limits.LongText)]
    public string? Description { get; init; }

    /// <inheritdoc cref="Actor.Country" />
    [CountryRule]
    public string? Country { get; init; }

    /// <inheritdoc cref="Actor.Roles" />
    public IReadOnlyList<RoleInput>? Roles { get; init; }

    /// <inheritdoc cref="Actor.Identifiers" />
    public IReadOnlyList<Identifier>? Identifiers { get; init; }
}

/// <summary>The rules of an actor that need nothing else.</summary>
internal sealed class ActorValidator : AbstractValidator<ActorInput>
{
    public ActorValidator()
    {
        RuleFor(actor => actor.SourceId)
            .NotNull().When(actor => actor.Identity == ActorIdentity.Anonymous)
            .WithErrorCode(Codes.AnonymousWithoutSource)
            .WithMessage("Name the source that this anonymous actor belongs to.");
        RuleForEach(actor => actor.Roles).ChildRules(role => role.RuleFor(each => each.Until)
            .Must((each, until) => Dates.InOrder(each.From, until))
            .Says(Codes.ReversedRange, "until comes before from."));
        this.Distinct("Aliases", actor => actor.Aliases, alias => alias);
        this.Distinct("Identifiers", actor => actor.Identifiers, identifier => identifier);
    }
}
