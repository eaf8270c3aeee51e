namespace StanceApi.Citations;

/// <summary>A part of a text that stands out: Unicode code points of the text beside it, counted from 0, the end exclusive.</summary>
/// <param name="Start">The first code point.</param>
/// <param name="End">The code point after the last one.</param>
public sealed record Highlight(int Start, int End);

/// <summary>A passage in its paragraph, so that somebody can read what is cited.</summary>
public sealed record PassageContext
{
    /// <summary>How many code points the text has at most, nearly a printed page.</summary>
    internal const int Longest = 2_000;

    /// <summary>The first paragraph that the passage is in, counted from 1; null where it is in none.</summary>
    public required int? Paragraph { get; init; }

    /// <summary>The code point of the source's text that <c>text</c> begins with, counted from 0.</summary>
    public required int Start { get; init; }

    /// <summary>The paragraph or paragraphs that the passage is in, cut to 2,000 code points around it.</summary>
    public required string Text { get; init; }

    /// <summary>The passage, as offsets in <c>text</c>.</summary>
    public required Highlight Highlight { get; init; }

    internal static PassageContext Of(PreparedText text, Passage passage)
    {
        var paragraphs = text.ParagraphsOf(passage);
        var whole = paragraphs is var (first, last) ? Around(passage, text.Paragraph(first)!.Value.Start, text.Paragraph(last)!.Value.End) : passage;
        var part = Cut(whole, passage);
        return new PassageContext
        {
            Paragraph = paragraphs?.First,
            Start = part.Start,
            Text = text.Slice(part),
            Highlight = new Highlight(passage.Start - part.Start, Math.Min(passage.End, part.End) - part.Start),
        };
    }

    /// <summary>A span may begin or end between paragraphs: all of it is shown.</summary>
    private static Passage Around(Passage passage, int start, int end) => new(Math.Min(passage.Start, start), Math.Max(passage.End, end));

    /// <summary>As much of the whole as may be shown, the passage in its middle; where the passage itself is longer, its beginning.</summary>
    private static Passage Cut(Passage whole, Passage passage)
    {
        if (whole.Length <= Longest) return whole;
        var margin = Math.Max(0, Longest - passage.Length) / 2;
        var start = Math.Clamp(passage.Start - margin, whole.Start, whole.End - Longest);
        return new Passage(start, start + Longest);
    }
}
