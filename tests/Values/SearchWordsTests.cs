using StanceApi.Values;

namespace StanceApi.Tests.Values;

/// <summary>The words that search compares, and the searches that can be typed.</summary>
public sealed class SearchWordsTests
{
    [Theory]
    [InlineData("Khawaja Asif, Defence Minister", "khawaja asif defence minister")]
    [InlineData("pre-empt U.N. don’t 3.5%", "pre empt u n don t 3 5")]
    [InlineData("Façade NAÏVE Ærø Straße Łódź İzmir", "facade naive aero strasse lodz izmir")]
    [InlineData("ﬁeld №5 x²", "field 5 x2")]
    [InlineData("Cafe\u0301 caf\u00E9", "cafe cafe")]
    [InlineData("\u0645\u064F\u062D\u064E\u0645\u0651\u064E\u062F \u0639\u0644\u064A \u06A9\u0631\u0627\u0686\u06CC", "\u0645\u062D\u0645\u062F \u0639\u0644\u06CC \u06A9\u0631\u0627\u0686\u06CC")]
    [InlineData("安理会2803号决议", "安 理 会 2803 号 决 议")]
    [InlineData("東京タワー", "東 京 タ ワ")]
    [InlineData("ﾄｳｷｮｳﾀﾜｰ ｶﾞｻﾞ", "ト ウ キ ョ ウ タ ワ カ サ")]
    [InlineData("⼈⾷ ⺟", "人 食 母")]
    [InlineData("𝐁𝐨𝐥𝐝 \U00010400", "bold \U00010428")]
    [InlineData("¤position — … '\"*", "position")]
    [InlineData("", "")]
    public void A_text_has_these_words(string text, string words) => Assert.Equal(words, string.Join(' ', SearchWords.Of(text).Select(word => word.Text)));

    [Fact]
    public void A_word_tells_where_it_stands() =>
        Assert.Equal([(0, 4), (5, 10)], SearchWords.Of("Café naïve").Select(word => (word.Start, word.End)));

    [Fact]
    public void Only_the_beginning_of_a_very_long_word_is_compared() =>
        Assert.Equal(new string('a', 64), SearchWords.Of(new string('A', 5_000)).Single().Text);

    [Theory]
    [InlineData("gaza force", "gaza | force")]
    [InlineData("\"un mandate\" kha*", "un mandate | kha*")]
    [InlineData("“peace plan”* -hamas -\"trump's plan\"", "peace plan* | -hamas | -trump s plan")]
    [InlineData("pre-empt", "pre empt")]
    [InlineData("gaza - force -- x", "gaza | force | x")]
    [InlineData("\"not closed", "not closed")]
    [InlineData("OR and NOT near(x) {names}:y", "or | and | not | near x | names y")]
    [InlineData("a\"b c\"d", "a | b c | d")]
    public void What_is_typed_is_read_as(string typed, string terms) =>
        Assert.Equal(terms, string.Join(" | ", SearchQuery.Read(typed).Query!.Terms.Select(term => (term.IsExcluded ? "-" : "") + string.Join(' ', term.Words) + (term.IsPrefix ? "*" : ""))));

    [Theory]
    [InlineData("***")]
    [InlineData("-gaza")]
    [InlineData("\"\" -\"x\"")]
    [InlineData("a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6 7")]
    public void What_says_nothing_to_look_for_is_refused_with_advice(string typed)
    {
        var (query, advice) = SearchQuery.Read(typed);

        Assert.Null(query);
        Assert.NotEmpty(advice);
    }
}
