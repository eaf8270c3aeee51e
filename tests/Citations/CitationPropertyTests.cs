using CsCheck;
using StanceApi.Citations;
using StanceApi.Tests.Values;

namespace StanceApi.Tests.Citations;

/// <summary>What holds of the check for every text, tried with generated ones.</summary>
public sealed class CitationPropertyTests
{
    private static readonly Gen<string> Some = Gen.OneOf(Texts.Some, Gen.OneOf(" ", "\n\n", "\r\n \r\n", "“", "’", "\U0001F309", "the ferry", "\u00a0")).Array[1, 12].Select(string.Concat);

    [Fact]
    public void Words_of_a_text_are_found_where_they_are_and_follow_it_when_it_moves() => Gen.Select(Some, Some, Gen.Int[0, 10_000], Gen.Int[0, 10_000]).Sample((given, before, first, last) =>
    {
        var runes = given.EnumerateRunes().ToArray();
        var (start, end) = (first % runes.Length, last % runes.Length);
        if (start > end) (start, end) = (end, start);
        var words = string.Concat(runes[start..(end + 1)]);
        if (string.IsNullOrWhiteSpace(words)) return;
        var text = PreparedText.Of(given, "one");
        var citation = Citation(words, new Span { Start = start, End = end + 1, TextSha256 = "one" });

        var found = CitationChecker.Check(text, citation);
        var later = PreparedText.Of(before + given, "two");
        var moved = CitationChecker.Checked(later, citation);

        Assert.Equal(CitationCheck.Verified, found.Check);
        Assert.Equal(PlainText.Of(words), PlainText.Of(text.Slice(found.Passage!.Value)));
        var shift = before.EnumerateRunes().Count();
        if (moved is { Check: CitationCheck.Moved, MovedTo: { } place })
        {
            Assert.Equal(PlainText.Of(words), PlainText.Of(later.Slice(new Passage(place.Start, place.End))));
            Assert.True(place.Start == found.Passage.Value.Start + shift || Occurrences(later, words) > 1);
        }
        else
        {
            Assert.Equal(CitationCheck.Verified, moved.Check);
        }
    });

    [Fact]
    public void What_stands_just_before_and_after_the_words_is_their_prefix_and_suffix() => Gen.Select(Some, Some, Some).Sample((before, words, after) =>
    {
        if (new[] { before, words, after }.Any(string.IsNullOrWhiteSpace)) return;
        var text = PreparedText.Of(before + words + after, "one");

        var check = CitationChecker.Check(text, Citation(words, null, before, after));

        Assert.Equal(CitationCheck.Verified, check.Check);
        Assert.Equal(PlainText.Of(words), PlainText.Of(text.Slice(check.Passage!.Value)));
    });

    [Fact]
    public void Paragraphs_hold_all_but_white_space_in_order() => Some.Sample(given =>
    {
        var text = PreparedText.Of(given, "one");

        var slices = Paragraphs.Of(given).Select(text.Slice).ToArray();

        Assert.DoesNotContain(slices, string.IsNullOrWhiteSpace);
        Assert.Equal(Ink(given), Ink(string.Concat(slices)));
        Assert.Equal(given.EnumerateRunes().Count(), text.Length);
        Assert.Equal(given, text.Slice(new Passage(0, text.Length)));
    });

    private static string Ink(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));

    private static int Occurrences(PreparedText text, string words)
    {
        var (plain, wanted) = (text.Plain.ToString(), PlainText.Of(words));
        return Enumerable.Range(0, plain.Length).Count(index => plain.AsSpan(index).StartsWith(wanted));
    }

    private static Citation Citation(string words, Span? span, string? before = null, string? after = null) => new()
    {
        SourceId = "source",
        Locator = null,
        Span = span,
        Quote = new Quote { Exact = words, Prefix = before, Suffix = after },
        Check = CitationCheck.Unchecked,
        MovedTo = null,
    };
}
