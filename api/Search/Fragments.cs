using StanceApi.Citations;
using StanceApi.Nouns;
using StanceApi.Values;

namespace StanceApi.Search;

/// <summary>Cuts out of texts the parts in which words were found. Pure.</summary>
internal static class Fragments
{
    /// <summary>How many code points a fragment has at most.</summary>
    private const int Longest = 240;

    /// <summary>How much of that stands before the first word that was found.</summary>
    private const int Before = 60;

    private const int Most = 3;

    /// <summary>The fragments of the texts that hold something that is wanted, names first.</summary>
    public static IReadOnlyList<SearchFragment> Of(SearchQuery query, IEnumerable<SearchText> texts) =>
        [.. texts.OrderByDescending(text => text.IsName).Select(text => Of(query, text.Pointer, text.Text, 0)).OfType<SearchFragment>().Take(Most)];

    /// <summary>The fragment of a text, which begins at a code point of a longer one; null where nothing of what is wanted is in it.</summary>
    public static SearchFragment? Of(SearchQuery query, string member, string text, int start)
    {
        SearchWord[] words = [.. SearchWords.Of(text)];
        var found = Find(query, words);
        if (found.Count == 0) return null;
        // Places in code points, so that no character is cut in two.
        var places = CodePoints(text);
        var (from, until) = Window(places[found[0].Start], places[^1]);
        return new SearchFragment
        {
            Member = member,
            Start = start + from,
            Text = text[Unit(places, from)..Unit(places, until)],
            Highlights = [.. found.Where(each => places[each.Start] >= from && places[each.End] <= until).Select(each => new Highlight(places[each.Start] - from, places[each.End] - from))],
        };
    }

    /// <summary>The words that were found, those that lie together as one.</summary>
    private static List<(int Start, int End)> Find(SearchQuery query, SearchWord[] words)
    {
        var hits = new bool[words.Length];
        foreach (var term in query.Wanted)
        {
            for (var index = 0; index < words.Length; index++)
            {
                if (term.IsAt(words, index)) Array.Fill(hits, true, index, term.Words.Count);
            }
        }

        return [.. words.Where((_, index) => hits[index]).Select(word => (word.Start, word.End))];
    }

    private static (int From, int Until) Window(int first, int length)
    {
        if (length <= Longest) return (0, length);
        var from = Math.Clamp(first - Before, 0, length - Longest);
        return (from, from + Longest);
    }

    /// <summary>For each UTF-16 unit of a text, and for its end, how many code points lie before it.</summary>
    private static int[] CodePoints(string text)
    {
        var places = new int[text.Length + 1];
        for (var unit = 0; unit < text.Length; unit++)
            places[unit + 1] = places[unit] + (char.IsHighSurrogate(text[unit]) && unit + 1 < text.Length && char.IsLowSurrogate(text[unit + 1]) ? 0 : 1);
        return places;
    }

    /// <summary>The first UTF-16 unit of a code point.</summary>
    private static int Unit(int[] places, int codePoint)
    {
        var unit = Array.BinarySearch(places, codePoint);
        while (unit > 0 && places[unit - 1] == codePoint) unit--;
        return unit;
    }
}
