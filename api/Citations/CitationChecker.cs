namespace StanceApi.Citations;

/// <summary>What a check comes to: the verdict, and the passage that bears it out where there is one.</summary>
internal readonly record struct Finding(CitationCheck Check, Passage? Passage)
{
    public static readonly Finding NotFound = new(CitationCheck.NotFound, null);

    public static readonly Finding Unchecked = new(CitationCheck.Unchecked, null);

    public static Finding Verified(Passage? passage) => new(CitationCheck.Verified, passage);
}

/// <summary>
/// Whether a text bears out a citation. A quote must stand where the other members say, if they say, or it has moved. Without a quote
/// a paragraph must exist, a span lie inside the very text that it names, and the two touch. Of a citation of nothing but the source
/// there is nothing to check.
/// </summary>
internal static class CitationChecker
{
    /// <summary>The citation with its check by the stored text, null where there is none.</summary>
    public static Citation Checked(PreparedText? text, Citation citation) =>
        text is null ? citation with { Check = CitationCheck.Unchecked, MovedTo = null } : Checked(text, citation, Check(text, citation));

    /// <summary>The citation with what was found of it.</summary>
    public static Citation Checked(PreparedText text, Citation citation, Finding finding) =>
        citation with { Check = finding.Check, MovedTo = finding.Check == CitationCheck.Moved ? ToSpan(text, finding.Passage!.Value) : null };

    public static Finding Check(PreparedText text, Citation citation)
    {
        var paragraph = citation.Locator is { } locator ? text.Paragraph(locator.Paragraph) : null;
        var span = citation.Span is { } given ? new Passage(given.Start, given.End) : (Passage?)null;
        if (citation is { Quote: null, Span: null, Locator: null }) return Finding.Unchecked;
        if (citation.Quote is { } quote) return Check(new QuoteSearch(text, quote), text, citation, span, paragraph);
        var isThere = citation.Locator is null || paragraph is not null;
        var isInside = citation.Span is null || (citation.Span.End <= text.Length && citation.Span.TextSha256 == text.Sha256);
        var isOnePlace = paragraph is null || span is null || span.Value.Touches(paragraph.Value);
        return isThere && isInside && isOnePlace ? Finding.Verified(span ?? paragraph) : Finding.NotFound;
    }

    private static Finding Check(QuoteSearch search, PreparedText text, Citation citation, Passage? span, Passage? paragraph)
    {
        var whole = new Passage(0, text.Length);
        var isNowhere = citation.Locator is not null && paragraph is null;
        var place = Common(Common(whole, span), paragraph);
        if (!isNowhere && search.FirstIn(place) is { } there) return Finding.Verified(there);
        // A paragraph that does not exist is nearest to the last one.
        var begins = span?.Start ?? paragraph?.Start ?? (isNowhere ? text.Length : 0);
        return search.NearestTo(begins) is { } elsewhere ? new Finding(CitationCheck.Moved, elsewhere) : Finding.NotFound;
    }

    private static Passage Common(Passage part, Passage? other) =>
        other is { } given ? new Passage(Math.Max(part.Start, given.Start), Math.Min(part.End, given.End)) : part;

    private static Span ToSpan(PreparedText text, Passage passage) => new() { Start = passage.Start, End = passage.End, TextSha256 = text.Sha256 };
}
