using System.ComponentModel.DataAnnotations;
using FluentValidation;
using StanceApi.Http;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Citations;

/// <summary>Whether the stored text of the source bears out a citation.</summary>
public enum CitationCheck
{
    /// <summary>The cited passage is in the text where the citation says.</summary>
    Verified,

    /// <summary>The quote is in the text, at another place.</summary>
    Moved,

    /// <summary>The text does not have the passage.</summary>
    NotFound,

    /// <summary>The source has no stored text to check against.</summary>
    Unchecked,
}

/// <summary>A place in a source without an offset.</summary>
public sealed record Locator
{
    /// <summary>The paragraph, counted from 1; paragraphs are separated by empty lines.</summary>
    [Range(1, 1_000_000)]
    public required int Paragraph { get; init; }
}

/// <summary>A passage by its place in the text (W3C Web Annotation TextPositionSelector).</summary>
public sealed record Span
{
    /// <summary>The first Unicode code point, counted from 0.</summary>
    [Range(0, int.MaxValue)]
    public required int Start { get; init; }

    /// <summary>The code point after the last one; greater than <c>start</c>.</summary>
    [Range(1, int.MaxValue)]
    public required int End { get; init; }

    /// <summary>The SHA-256 of the text that the offsets refer to, as UTF-8, in lower-case hexadecimal.</summary>
    [Sha256Rule]
    public required string TextSha256 { get; init; }
}

/// <summary>A passage by its words (W3C Web Annotation TextQuoteSelector).</summary>
public sealed record Quote
{
    /// <summary>The words.</summary>
    public required string Exact { get; init; }

    /// <summary>The words just before, to tell two passages apart.</summary>
    public required string? Prefix { get; init; }

    /// <summary>The words just after.</summary>
    public required string? Suffix { get; init; }
}

/// <summary>A passage by its words (W3C Web Annotation TextQuoteSelector).</summary>
public sealed record QuoteInput
{
    /// <inheritdoc cref="Quote.Exact" />
    [StringLength(Limits.Text)]
    public required string Exact { get; init; }

    /// <inheritdoc cref="Quote.Prefix" />
    [StringLength(Limits.Name)]
    public string? Prefix { get; init; }

    /// <inheritdoc cref="Quote.Suffix" />
    [StringLength(Limits.Name)]
    public string? Suffix { get; init; }
}

/// <summary>Where in a source something is said: by paragraph, by quote, by span, or by any of them together.</summary>
public sealed record Citation
{
    /// <summary>The source.</summary>
    public required string SourceId { get; init; }

    /// <summary>The paragraph, null where none is named.</summary>
    public required Locator? Locator { get; init; }

    /// <summary>The words, null where none are quoted.</summary>
    public required Quote? Quote { get; init; }

    /// <summary>The offsets, null where none are given.</summary>
    public required Span? Span { get; init; }

    /// <summary>Whether the source's stored text bears the citation out; <c>unchecked</c> while it has none, or where nothing but the source is cited.</summary>
    public required CitationCheck Check { get; init; }

    /// <summary>Where the stored text has the quote, while <c>check</c> is <c>moved</c>; null otherwise.</summary>
    public required Span? MovedTo { get; init; }
}

/// <summary>Where in a source something is said: by paragraph, by quote, by span, or by any of them together.</summary>
[ServerOwned(typeof(Citation), "check", "moved_to")]
public sealed record CitationInput
{
    /// <inheritdoc cref="Citation.SourceId" />
    [IdRule]
    public required string SourceId { get; init; }

    /// <inheritdoc cref="Citation.Locator" />
    public Locator? Locator { get; init; }

    /// <inheritdoc cref="Citation.Quote" />
    public QuoteInput? Quote { get; init; }

    /// <inheritdoc cref="Citation.Span" />
    public Span? Span { get; init; }

    /// <summary>The citation as it is kept.</summary>
    internal Citation ToCitation() => new()
    {
        SourceId = SourceId,
        Locator = Locator,
        Quote = Quote is null ? null : new Quote { Exact = Quote.Exact, Prefix = Quote.Prefix, Suffix = Quote.Suffix },
        Span = Span,
        // Until it is checked against the stored text, which the input does not know.
        Check = CitationCheck.Unchecked,
        MovedTo = null,
    };
}

/// <summary>The rules of a citation that need nothing else.</summary>
internal sealed class CitationValidator : AbstractValidator<CitationInput>
{
    public CitationValidator() => RuleFor(citation => citation.Span!.End)
        .GreaterThan(citation => citation.Span!.Start)
        .Says(Codes.ReversedRange, "end must be greater than start: it is the code point after the last one.")
        .When(citation => citation.Span is not null);
}

/// <summary>What records that cite have in common.</summary>
internal static class Cited
{
    /// <summary>The references that citations make.</summary>
    public static IEnumerable<Reference> References(IReadOnlyList<CitationInput>? citations) =>
        (citations ?? []).Select((citation, index) => new Reference($"/citations/{index}/source_id", "sources", citation.SourceId));

    /// <summary>The sources that citations are of.</summary>
    public static IEnumerable<string> Sources(IReadOnlyList<CitationInput>? citations) => (citations ?? []).Select(citation => citation.SourceId);
}
