using StanceApi.Http;

namespace StanceApi.Citations;

/// <summary>Why a stored text does not bear out a citation, place by place, for whoever has just written it.</summary>
internal static class CitationFaults
{
    /// <summary>The faults of a citation that stands at <paramref name="pointer"/>; none where it holds or its quote is elsewhere.</summary>
    /// <param name="text">The stored text.</param>
    /// <param name="citation">The citation.</param>
    /// <param name="find">Whether and where the text has what a citation says.</param>
    /// <param name="pointer">The citation's place in the body.</param>
    public static IEnumerable<ProblemError> Of(PreparedText text, Citation citation, Func<Citation, Finding> find, string pointer)
    {
        if (citation.Quote is not null && find(citation).Check == CitationCheck.NotFound)
            yield return JsonText.Error($"{pointer}/quote/exact", Codes.QuoteNotFound, QuoteAdvice(find(WordsOf(citation))));
        if (citation.Span is { } span && span.TextSha256 == text.Sha256 && span.End > text.Length)
            yield return JsonText.Error($"{pointer}/span/end", Codes.SpanOutOfText, $"The text has {text.Length} code points; a span ends there at the latest.");
        if (citation.Quote is not null) yield break;
        foreach (var fault in Places(text, citation, pointer)) yield return fault;
    }

    /// <summary>The faults of the places where nothing but the places can tell what is cited.</summary>
    private static IEnumerable<ProblemError> Places(PreparedText text, Citation citation, string pointer)
    {
        var paragraph = citation.Locator is { } locator ? text.Paragraph(locator.Paragraph) : null;
        if (citation.Span is { } span && span.TextSha256 != text.Sha256)
            yield return JsonText.Error($"{pointer}/span/text_sha256", Codes.TextMismatch, $"The stored text is {text.Sha256}. Find the passage in that text, or quote its words.");
        if (citation.Locator is not null && paragraph is null)
            yield return JsonText.Error($"{pointer}/locator/paragraph", Codes.ParagraphNotFound, $"The text has {text.ParagraphCount} paragraphs.");
        if (citation.Span is { } given && paragraph is { } place && !new Passage(given.Start, given.End).Touches(place))
            yield return JsonText.Error($"{pointer}/span/start", Codes.SpanOutOfParagraph, $"The paragraph goes from {place.Start} to {place.End}.");
    }

    /// <summary>A citation of nothing but the words, wherever they are.</summary>
    public static Citation WordsOf(Citation citation) => citation with { Quote = new Quote { Exact = citation.Quote!.Exact, Prefix = null, Suffix = null }, Span = null, Locator = null };

    private static string QuoteAdvice(Finding words) => words.Passage is { } place
        ? $"The text has these words, from {place.Start} to {place.End} first, but not with that prefix and suffix around them."
        : "The text does not have these words. White space and the kind of quotation marks do not matter, everything else does. allow_unverified=true keeps them all the same.";
}
