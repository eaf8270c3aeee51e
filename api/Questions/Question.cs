using System.ComponentModel.DataAnnotations;
using FluentValidation;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Values;

namespace StanceApi.Questions;

/// <summary>How far the decision is.</summary>
public enum QuestionStatus
{
    /// <summary>Not decided yet.</summary>
    Open,

    /// <summary>Decided; <c>outcome</c> tells how.</summary>
    Decided,

    /// <summary>No longer asked.</summary>
    Withdrawn,
}

/// <summary>A decision put as one yes/no question, so that support and oppose mean something.</summary>
public sealed record Question
{
    /// <summary>The question's id.</summary>
    public required string Id { get; init; }

    /// <summary>1 for the first version, one more for each change.</summary>
    public required long Version { get; init; }

    /// <summary>When this version was recorded.</summary>
    public required string RecordedAt { get; init; }

    /// <summary>The question, in full.</summary>
    public required string Text { get; init; }

    /// <summary>A short name for it.</summary>
    public required string? Title { get; init; }

    /// <summary>What one must know to understand it.</summary>
    public required string? Description { get; init; }

    /// <summary>When it came up: YYYY, YYYY-MM or YYYY-MM-DD.</summary>
    public required string? OpenedOn { get; init; }

    /// <summary>When it was decided: YYYY, YYYY-MM or YYYY-MM-DD.</summary>
    public required string? DecidedOn { get; init; }

    /// <summary>What was decided.</summary>
    public required string? Outcome { get; init; }

    /// <summary>How far the decision is.</summary>
    public required QuestionStatus Status { get; init; }

    /// <summary>Words to find it by.</summary>
    public required IReadOnlyList<string> Tags { get; init; }
}

/// <summary>What a client sends of a question.</summary>
[ServerOwned(typeof(Question), "version", "recorded_at")]
public sealed record QuestionInput : INounInput
{
    /// <summary>The client's own id; a UUIDv7 is made where there is none.</summary>
    [IdRule]
    public string? Id { get; init; }

    /// <inheritdoc cref="Question.Text" />
    [StringLength(Limits.Text)]
    public required string Text { get; init; }

    /// <inheritdoc cref="Question.Title" />
    [StringLength(Limits.Name)]
    public string? Title { get; init; }

    /// <inheritdoc cref="Question.Description" />
    [StringLength(Limits.LongText)]
    public string? Description { get; init; }

    /// <inheritdoc cref="Question.OpenedOn" />
    [DateRule]
    public string? OpenedOn { get; init; }

    /// <inheritdoc cref="Question.DecidedOn" />
    [DateRule]
    public string? DecidedOn { get; init; }

    /// <inheritdoc cref="Question.Outcome" />
    [StringLength(Limits.Text)]
    public string? Outcome { get; init; }

    /// <summary>How far the decision is; open where nothing is said.</summary>
    public QuestionStatus? Status { get; init; }

    /// <inheritdoc cref="Question.Tags" />
    [StringLength(Limits.Word)]
    public IReadOnlyList<string>? Tags { get; init; }
}

/// <summary>The rules of a question that need nothing else.</summary>
internal sealed class QuestionValidator : AbstractValidator<QuestionInput>
{
    public QuestionValidator()
    {
        RuleFor(question => question.DecidedOn)
            .Must((question, decided) => Dates.InOrder(question.OpenedOn, decided))
            .Says(Codes.ReversedRange, "decided_on comes before opened_on.");
        this.Distinct("Tags", question => question.Tags, tag => tag);
    }
}
