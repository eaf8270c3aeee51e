using StanceApi.Pictures;

namespace StanceApi.Tests.Pictures;

/// <summary>How wide texts are drawn.</summary>
public sealed class TextWidthTests
{
    [Fact]
    public void Letters_are_as_wide_as_their_shape() =>
        // Ten each at 10 pixels, with a reserve of 3 in 100: i 0.28, e 0.62, E 0.67, W 0.99; ideographs take a square and marks nothing.
        Assert.Equal(
            [28.84, 63.86, 69.01, 101.97, 103, 63.86],
            new[] { "iiiiiiiiii", "eeeeeeeeee", "EEEEEEEEEE", "WWWWWWWWWW", "国国国国国国国国国国", string.Concat(Enumerable.Repeat("e\u0301", 10)) }
                .Select(text => Math.Round(TextWidth.Of(text, 10), 6)));

    [Theory]
    // As a browser draws them at 100 pixels, in the widest of DejaVu Sans, Liberation Sans and Noto Sans.
    [InlineData(3917, "Federal Ministry for the Environment, Nature Conservation and Nuclear Safety")]
    [InlineData(3406, "WWWW MMMM WORLDWIDE MUNICIPAL WATERWORKS COMMITTEE")]
    [InlineData(2020, "Ārlietu ministrija – Škoda's “Œuvre” № 5")]
    [InlineData(2977, "Министерство иностранных дел Российской Федерации")]
    [InlineData(1939, "Ευρωπαϊκό Κοινοβούλιο και Συμβούλιο")]
    [InlineData(2830, "Bộ Ngoại giao nước Cộng hòa xã hội chủ nghĩa Việt Nam")]
    [InlineData(958, "משרד החוץ של ישראל")]
    [InlineData(2265, "وزارة الخارجية وشؤون المغتربين في الجمهورية العربية")]
    [InlineData(1453, "भारतीय विदेश मंत्रालय और रक्षा मंत्रालय")]
    [InlineData(1945, "வெளியுறவு அமைச்சகம், இந்திய அரசு")]
    [InlineData(1815, "กระทรวงการต่างประเทศแห่งราชอาณาจักรไทย")]
    [InlineData(1600, "内閣府原子力委員会及び経済産業省")]
    [InlineData(892, "대한민국 외교부 장관")]
    public void No_text_is_drawn_wider_than_it_is_taken_for(double drawn, string text) => Assert.InRange(TextWidth.Of(text, 100), drawn, 1.5 * drawn);

    [Fact]
    public void What_has_room_stays_whole() => Assert.Equal("Ada (expert)", TextWidth.Cut("Ada", " (expert)", 12, 200));

    [Fact]
    public void What_has_no_room_is_cut_before_its_ending()
    {
        var shown = TextWidth.Cut(new string('W', 60), " (unspecified)", 13, 264);

        Assert.EndsWith("W… (unspecified)", shown, StringComparison.Ordinal);
        Assert.InRange(TextWidth.Of(shown, 13), 264 - 13, 264);
    }

    [Fact]
    public void A_letter_is_not_parted_from_its_marks() =>
        Assert.Equal("e\u0301e\u0301…", TextWidth.Cut(string.Concat(Enumerable.Repeat("e\u0301", 10)), "", 10, TextWidth.Of("eee…", 10) - 1));

    [Fact]
    public void Lines_end_between_words() => Assert.Equal(["one two", "three", "four five six"], TextWidth.Lines("one two three four five six", 10, TextWidth.Of("five six…", 10), 3));

    [Fact]
    public void A_text_without_spaces_is_broken_where_it_must_be() => Assert.Equal(["国国", "国国", "国"], TextWidth.Lines("国国国国国", 10, 22, 3));

    [Fact]
    public void A_short_text_is_one_line() => Assert.Equal(["one two"], TextWidth.Lines("one two", 10, 200, 3));
}
