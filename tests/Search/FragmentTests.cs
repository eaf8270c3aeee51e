using StanceApi.Nouns;
using StanceApi.Search;
using StanceApi.Values;

namespace StanceApi.Tests.Search;

/// <summary>Fragments of texts in which words were found, and the order of what was found.</summary>
public sealed class FragmentTests
{
    [Fact]
    public void A_short_text_is_shown_whole_with_every_word_that_was_found()
    {
        var fragment = Fragments.Of(Query("un mand*"), [new SearchText("/claim", "A UN mandate, or the U.N.’s")]).Single();

        Assert.Equal(("/claim", 0, "A UN mandate, or the U.N.’s"), (fragment.Member, fragment.Start, fragment.Text));
        Assert.Equal(["UN", "mandate"], fragment.Highlights.Select(each => fragment.Text[each.Start..each.End]));
    }

    [Fact]
    public void A_long_text_is_cut_around_the_first_word_in_code_points()
    {
        var text = string.Concat(Enumerable.Repeat("𝐱 ", 200)) + "gaza" + string.Concat(Enumerable.Repeat(" 𝐲", 200));

        var fragment = Fragments.Of(Query("gaza"), "/text", text, 1_000)!;

        Assert.Equal((1_340, 240), (fragment.Start, fragment.Text.EnumerateRunes().Count()));
        Assert.Equal((60, 64), (fragment.Highlights.Single().Start, fragment.Highlights.Single().End));
        Assert.Equal("gaza", string.Concat(fragment.Text.EnumerateRunes().Skip(60).Take(4)));
    }

    [Fact]
    public void Names_come_first_and_a_phrase_must_stand_together()
    {
        SearchText[] texts = [new("/description", "peace plan"), new("/name", "Plan for peace", IsName: true), new("/aliases/0", "The Peace Plan", IsName: true)];

        Assert.Equal(["/aliases/0", "/description"], Fragments.Of(Query("\"peace plan\""), texts).Select(fragment => fragment.Member));
        Assert.Equal(["/name", "/aliases/0", "/description"], Fragments.Of(Query("peace plan"), texts).Select(fragment => fragment.Member));
    }

    [Theory]
    [InlineData("peace", "a peace mission", true)]
    [InlineData("mission peace", "a peace mission", true)]
    [InlineData("\"peace mission\"", "a peace mission", true)]
    [InlineData("\"a mission\"", "a peace mission", false)]
    [InlineData("pea*", "a peace mission", true)]
    [InlineData("\"peace mis\"*", "a peace mission", true)]
    [InlineData("\"peace mis\"", "a peace mission", false)]
    [InlineData("eace", "a peace mission", false)]
    [InlineData("peac", "a peace mission", false)]
    [InlineData("eace*", "a peace mission", false)]
    [InlineData("peace war", "a peace mission", false)]
    [InlineData("peace -war", "a peace mission", true)]
    [InlineData("peace", "", false)]
    public void All_that_is_wanted_stands_in_the_names_or_not(string typed, string names, bool stands) => Assert.Equal(stands, Query(typed).IsIn(names));

    [Fact]
    public void Names_rank_before_texts_and_texts_before_passages_the_shortest_first_then_the_newest()
    {
        FoundEntry[] entries =
        [
            Entry(1, "a", part: 7, names: 0, words: 1), Entry(2, "b", part: 0, names: 5, words: 9), Entry(3, "c", part: 0, names: 5, words: 8), Entry(4, "d", part: 0, names: 2, words: 9, inNames: true),
            Entry(5, "e", part: 0, names: 1, words: 30, inNames: true), Entry(6, "f", part: 0, names: 2, words: 3, inNames: true), Entry(7, "c", part: 3, names: 0, words: 2),
        ];

        RankedHit[] ranked = [.. RankedHit.Best(entries).Order()];

        Assert.Equal(["e", "f", "d", "c", "b", "a"], ranked.Select(hit => hit.Id));
        Assert.Equal(ranked, RankedHit.Best(entries.Reverse()).Order());
        Assert.All(ranked, hit => Assert.Equal(0, hit.CompareTo(RankedHit.Read(hit.Key, hit.Id))));
    }

    private static SearchQuery Query(string typed) => SearchQuery.Read(typed).Query!;

    private static FoundEntry Entry(long entry, string id, long part, long names, long words, bool inNames = false) =>
        new() { Entry = entry, Type = "actor", Id = id, Part = part, NameCount = names, WordCount = words, InNames = inNames };
}
