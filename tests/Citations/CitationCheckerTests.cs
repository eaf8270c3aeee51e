using StanceApi.Citations;

namespace StanceApi.Tests.Citations;

/// <summary>Worked cases of the check of a citation, with the numbers.</summary>
public sealed class CitationCheckerTests
{
    private const string Sha = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string OtherSha = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    /// <summary>Two paragraphs: 0 to 51 and, after two empty lines, 56 to 83.</summary>
    private const string Text = "The ferry is slow. It floats.\nThe bridge is “fast”,\n\n \t\nhe said: the ferry is slow!";

    [Theory]
    // Without a quote.
    [InlineData("nothing but the source", null, null, null, "unchecked")]
    [InlineData("the last paragraph", 2, null, null, "verified")]
    [InlineData("a paragraph too far", 3, null, null, "not_found")]
    [InlineData("a span of the whole text", null, "0 83", null, "verified")]
    [InlineData("a span one too long", null, "0 84", null, "not_found")]
    [InlineData("a span of another text", null, "0 5 other", null, "not_found")]
    [InlineData("a span in its paragraph", 2, "57 59", null, "verified")]
    [InlineData("a span that touches its paragraph", 1, "50 60", null, "verified")]
    [InlineData("a span that ends where its paragraph begins", 2, "40 56", null, "not_found")]
    [InlineData("a span in another paragraph", 2, "0 5", null, "not_found")]
    // With a quote.
    [InlineData("a quote anywhere", null, null, "slow", "verified")]
    [InlineData("a quote in its paragraph", 2, null, "ferry is slow", "verified")]
    [InlineData("a quote in its span", null, "0 18", "ferry is slow", "verified")]
    [InlineData("a quote in its span of another text", null, "0 18 other", "ferry is slow", "verified")]
    [InlineData("a quote that just fits its span", null, "4 17", "ferry is slow", "verified")]
    [InlineData("a quote that its span cuts", null, "5 17", "ferry is slow", "moved 4 17")]
    [InlineData("a quote in a span with loose ends", null, "18 30", " It floats. ", "verified")]
    [InlineData("a quote of another paragraph", 2, null, "floats", "moved 22 28")]
    [InlineData("a quote of no paragraph that is there", 9, null, "ferry is slow", "moved 69 82")]
    [InlineData("a quote in its span and not in its paragraph", 2, "0 18", "ferry is slow", "moved 4 17")]
    [InlineData("the nearest of two", null, "40 45", "ferry", "moved 69 74")]
    [InlineData("the nearest of two, from the other side", null, "30 35", "ferry", "moved 4 9")]
    [InlineData("a span past the end", null, "900 905", "ferry", "moved 69 74")]
    [InlineData("words that are not there", null, null, "ship", "not_found")]
    [InlineData("other case", null, null, "Ferry", "not_found")]
    // White space and quotation marks.
    [InlineData("a line end as a space", null, null, "It floats. The bridge", "verified")]
    [InlineData("several spaces as one", null, null, "The\u00a0 \tferry\r\nis", "verified")]
    [InlineData("empty lines as a space", null, null, "”, he said", "verified")]
    [InlineData("empty lines as no space", null, null, "”,he said", "not_found")]
    [InlineData("plain quotation marks", null, null, "is \"fast\",", "verified")]
    [InlineData("angular quotation marks", null, null, "is «fast»,", "verified")]
    [InlineData("single quotation marks", null, null, "is 'fast',", "not_found")]
    // Prefix and suffix.
    [InlineData("the second by its prefix", null, null, "ferry|said: the|", "verified")]
    [InlineData("the second by its prefix, at the place of the first", 1, null, "ferry|said: the |", "moved 69 74")]
    [InlineData("the first by its suffix", null, "0 83", "slow||. It", "verified")]
    [InlineData("the second by its suffix, with space", 2, null, "slow|| !", "verified")]
    [InlineData("words with what does not precede them", null, null, "ferry|a slow|", "not_found")]
    [InlineData("words with what does not follow them", null, null, "ferry||was", "not_found")]
    [InlineData("prefix and suffix outside of the span", null, "69 74", "ferry|the|is slow!", "verified")]
    public void A_citation_is_checked_as_told(string told, int? paragraph, string? span, string? quote, string expected)
    {
        var citation = Citation(paragraph, span, quote);

        var check = CitationChecker.Checked(PreparedText.Of(Text, Sha), citation);

        Assert.True(expected == Told(check), $"{told}: {Told(check)}");
    }

    [Fact]
    public void Without_a_text_nothing_is_checked() =>
        Assert.Equal(CitationCheck.Unchecked, CitationChecker.Checked(null, Citation(1, "0 5", "ferry") with { Check = CitationCheck.Verified }).Check);

    [Fact]
    public void Offsets_count_code_points()
    {
        var text = PreparedText.Of("\U0001F309\U0001F309 bridge \U0001F309", Sha);

        var moved = CitationChecker.Checked(text, Citation(null, "0 1", "bridge \U0001F309"));
        var inside = CitationChecker.Checked(text, Citation(null, "3 11", "bridge \U0001F309"));
        var whole = CitationChecker.Checked(text, Citation(null, "0 11", null));
        var beyond = CitationChecker.Checked(text, Citation(null, "0 12", null));

        Assert.Equal(["moved 3 11", "verified", "verified", "not_found"], new[] { moved, inside, whole, beyond }.Select(Told));
    }

    [Theory]
    [InlineData("one", "0-3")]
    [InlineData("one\ntwo", "0-7")]
    [InlineData("one\n\ntwo", "0-3 5-8")]
    [InlineData("one\r\n\r\ntwo\r\n", "0-3 7-10")]
    [InlineData("one\n \u00a0\t\n\n  two  \n", "0-3 9-16")]
    [InlineData("\n\n one\n\n\n", "2-6")]
    [InlineData("\uFEFFone\n\u2003\ntwo", "0-4 7-10")]
    [InlineData("\U0001F309\n\n\U0001F309", "0-1 3-4")]
    [InlineData("one\r\rtwo", "0-8")]
    [InlineData(" \n \n", "")]
    public void Paragraphs_are_separated_by_empty_lines(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Paragraphs.Of(text).Select(paragraph => $"{paragraph.Start}-{paragraph.End}")));

    [Fact]
    public void An_overlapping_occurrence_is_found_at_its_own_place() =>
        Assert.Equal("verified", Told(CitationChecker.Checked(PreparedText.Of("abababa", Sha), Citation(null, "2 5", "aba"))));

    [Fact]
    public void A_passage_far_into_a_long_text_is_found_at_its_place()
    {
        var filler = string.Concat(Enumerable.Repeat("Lorem  \U0001F309 ipsum “dolor”.\r\n", 1_000));
        var text = PreparedText.Of(filler + "Here it is. " + filler, Sha);
        var place = filler.EnumerateRunes().Count();

        var moved = CitationChecker.Checked(text, Citation(null, "0 3", "Here it is."));

        Assert.Equal($"moved {place} {place + 11}", Told(moved));
        Assert.Equal("Here it is.", text.Slice(new Passage(place, place + 11)));
    }

    internal static Citation Citation(int? paragraph, string? span, string? quote)
    {
        var offsets = span?.Split(' ');
        var words = quote?.Split('|');
        return new Citation
        {
            SourceId = "source",
            Locator = paragraph is { } number ? new Locator { Paragraph = number } : null,
            Span = offsets is null ? null : new Span { Start = Number(offsets[0]), End = Number(offsets[1]), TextSha256 = offsets.Length > 2 ? OtherSha : Sha },
            Quote = words is null ? null : new Quote { Exact = words[0], Prefix = NullIfEmpty(words, 1), Suffix = NullIfEmpty(words, 2) },
            Check = CitationCheck.Unchecked,
            MovedTo = null,
        };
    }

    private static string Told(Citation citation) => citation.Check switch
    {
        CitationCheck.Moved => $"moved {citation.MovedTo!.Start} {citation.MovedTo.End}",
        CitationCheck.NotFound => "not_found",
        CitationCheck.Verified => "verified",
        _ => "unchecked",
    };

    private static string? NullIfEmpty(string[] words, int index) => words.Length > index && words[index].Length > 0 ? words[index] : null;

    private static int Number(string digits) => int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
}
