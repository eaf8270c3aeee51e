using StanceApi.Citations;

namespace StanceApi.Tests.Citations;

/// <summary>The paragraph around a passage, with the numbers.</summary>
public sealed class PassageContextTests
{
    [Fact]
    public void A_passage_is_shown_in_its_paragraph()
    {
        var context = PassageContext.Of(PreparedText.Of("\U0001F309 one.\r\n\r\nThe ferry is slow.\r\n\r\nThree.", ""), new Passage(14, 19));

        Assert.Equal((2, 10, "The ferry is slow.", new Highlight(4, 9)), (context.Paragraph, context.Start, context.Text, context.Highlight));
    }

    [Fact]
    public void A_passage_over_several_paragraphs_is_shown_with_all_of_them()
    {
        var context = PassageContext.Of(PreparedText.Of("One.\n\nTwo two.\n\nThree three.\n\nFour.", ""), new Passage(10, 20));

        Assert.Equal((2, 6, "Two two.\n\nThree three.", new Highlight(4, 14)), (context.Paragraph, context.Start, context.Text, context.Highlight));
    }

    [Fact]
    public void A_passage_between_paragraphs_is_in_none()
    {
        var context = PassageContext.Of(PreparedText.Of("One.\n\n \n\nTwo.", ""), new Passage(5, 7));

        Assert.Equal((null, 5, "\n ", new Highlight(0, 2)), (context.Paragraph, context.Start, context.Text, context.Highlight));
    }

    [Theory]
    [InlineData(0, 10, 0, 0, 10)]
    [InlineData(5_000, 5_010, 4_005, 995, 1_005)]
    [InlineData(9_990, 10_000, 8_000, 1_990, 2_000)]
    [InlineData(3_000, 7_000, 3_000, 0, 2_000)]
    [InlineData(9_000, 10_000, 8_000, 1_000, 2_000)]
    public void A_long_paragraph_is_cut_around_the_passage(int start, int end, int expectedStart, int highlightStart, int highlightEnd)
    {
        var context = PassageContext.Of(PreparedText.Of(new string('x', 10_000), ""), new Passage(start, end));

        Assert.Equal((1, expectedStart, 2_000), (context.Paragraph, context.Start, context.Text.Length));
        Assert.Equal(new Highlight(highlightStart, highlightEnd), context.Highlight);
    }
}
