using System.ComponentModel.DataAnnotations;
using StanceApi.Citations;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Values;

namespace StanceApi.Positions;

/// <summary>
/// A statement: this actor, on this question, on this date, took this stance, reported so by this source. Corrected by a new
/// version, never by forgetting the old one.
/// </summary>
public sealed record Position
{
    /// <summary>The position's id.</summary>
    public required string Id { get; init; }

    /// <summary>1 for the first version, one more for each change.</summary>
    public required long Version { get; init; }

    /// <summary>When this version was recorded.</summary>
    public required string RecordedAt { get; init; }

    /// <summary>Who holds it.</summary>
    public required string ActorId { get; init; }

    /// <summary>The question that it is on.</summary>
    public required string QuestionId { get; init; }

    /// <summary>Where it stands on the question.</summary>
    public required Stance Stance { get; init; }

    /// <summary>How committed it is; <c>conditional</c> if and only if there is a requirement.</summary>
    public required Modality Modality { get; init; }

    /// <summary>In which capacity the holder speaks.</summary>
    public required Capacity Capacity { get; init; }

    /// <summary>How it is attributed; of the first of <c>reported_by</c> where there is any. An anonymous actor is never <c>on_record</c>.</summary>
    public required Attribution Attribution { get; init; }

    /// <summary>Why whoever spoke asked not to be named.</summary>
    public required string? AnonymityReason { get; init; }

    /// <summary>Whose word about the holder this is, outermost first; empty for the holder's own word.</summary>
    public required IReadOnlyList<string> ReportedBy { get; init; }

    /// <summary>Who voiced it with the holder's authority, such as a spokesperson.</summary>
    public required string? SpokenBy { get; init; }

    /// <summary>How the source gives the words.</summary>
    public required Quotation? Quotation { get; init; }

    /// <summary>The statement in one sentence of the coder's own.</summary>
    public required string? Summary { get; init; }

    /// <summary>What must hold for the stance given.</summary>
    public required IReadOnlyList<Condition> Conditions { get; init; }

    /// <summary>When it was said: YYYY, YYYY-MM, YYYY-MM-DD or an instant in UTC.</summary>
    public required string StatedOn { get; init; }

    /// <summary>Where it is reported; all of one source.</summary>
    public required IReadOnlyList<Citation> Citations { get; init; }

    /// <summary>The reasons given in it, arguments of the same question.</summary>
    public required IReadOnlyList<string> ArgumentIds { get; init; }
}

/// <summary>What a client sends of a position.</summary>
[ServerOwned(typeof(Position), "version", "recorded_at")]
public sealed record PositionInput : INounInput
{
    /// <summary>The client's own id; a UUIDv7 is made where there is none.</summary>
    [IdRule]
    public string? Id { get; init; }

    /// <inheritdoc cref="Position.ActorId" />
    [IdRule]
    public required string ActorId { get; init; }

    /// <inheritdoc cref="Position.QuestionId" />
    [IdRule]
    public required string QuestionId { get; init; }

    /// <inheritdoc cref="Position.Stance" />
    public required Stance Stance { get; init; }

    /// <inheritdoc cref="Position.Modality" />
    public required Modality Modality { get; init; }

    /// <inheritdoc cref="Position.Capacity" />
    public required Capacity Capacity { get; init; }

    /// <inheritdoc cref="Position.Attribution" />
    public required Attribution Attribution { get; init; }

    /// <inheritdoc cref="Position.AnonymityReason" />
    [StringLength(Limits.Name)]
    public string? AnonymityReason { get; init; }

    /// <inheritdoc cref="Position.ReportedBy" />
    [IdRule]
    public IReadOnlyList<string>? ReportedBy { get; init; }

    /// <inheritdoc cref="Position.SpokenBy" />
    [IdRule]
    public string? SpokenBy { get; init; }

    /// <inheritdoc cref="Position.Quotation" />
    public Quotation? Quotation { get; init; }

    /// <inheritdoc cref="Position.Summary" />
    [StringLength(Limits.Text)]
    public string? Summary { get; init; }

    /// <inheritdoc cref="Position.Conditions" />
    public IReadOnlyList<ConditionInput>? Conditions { get; init; }

    /// <inheritdoc cref="Position.StatedOn" />
    [DateOrInstantRule]
    public required string StatedOn { get; init; }

    /// <inheritdoc cref="Position.Citations" />
    [MinLength(1)]
    public required IReadOnlyList<CitationInput> Citations { get; init; }

    /// <inheritdoc cref="Position.ArgumentIds" />
    [IdRule]
    public IReadOnlyList<string>? ArgumentIds { get; init; }
}
