namespace StanceApi.Values;

/// <summary>What must stand in a text, or must not: words one after the other.</summary>
/// <param name="Words">The words, folded; one or more.</param>
/// <param name="IsPrefix">Whether the last word is only the beginning of one.</param>
/// <param name="IsExcluded">Whether the words must not be there.</param>
internal sealed record SearchTerm(IReadOnlyList<string> Words, bool IsPrefix, bool IsExcluded)
{
    /// <summary>Whether it has several words.</summary>
    public bool IsPhrase => Words.Count > 1;

    /// <summary>Each word of a phrase with the next one, and whether that is only the beginning of one; none of a single word.</summary>
    public IEnumerable<(string Word, string Next, bool IsPrefix)> Pairs =>
        Words.Zip(Words.Skip(1), (word, next) => (word, next)).Select((pair, index) => (pair.word, pair.next, IsPrefix && index == Words.Count - 2));

    /// <summary>How it stands in folded words that have spaces around them.</summary>
    public string Spaced { get; } = $" {string.Join(' ', Words)}{(IsPrefix ? "" : " ")}";

    /// <summary>Whether the words of the text from <paramref name="index"/> on are this term's.</summary>
    public bool IsAt(IReadOnlyList<SearchWord> text, int index)
    {
        if (index + Words.Count > text.Count) return false;
        for (var each = 0; each < Words.Count; each++)
        {
            var word = text[index + each].Text;
            var isHit = IsPrefix && each == Words.Count - 1 ? word.StartsWith(Words[each], StringComparison.Ordinal) : word == Words[each];
            if (!isHit) return false;
        }

        return true;
    }
}

/// <summary>
/// A search: words, "phrases", beginnings* and -exclusions, all of which must hold. Whatever is typed can be read; a word with
/// punctuation inside is a phrase of its parts.
/// </summary>
internal sealed record SearchQuery(IReadOnlyList<SearchTerm> Terms)
{
    /// <summary>How many words a search has at most.</summary>
    public const int MostWords = 32;

    /// <summary>What must be there.</summary>
    public IEnumerable<SearchTerm> Wanted => Terms.Where(term => !term.IsExcluded);

    /// <summary>What must not be there.</summary>
    public IEnumerable<SearchTerm> Excluded => Terms.Where(term => term.IsExcluded);

    /// <summary>Whether all that is wanted stands in folded words that are separated by spaces.</summary>
    public bool IsIn(string folded)
    {
        if (folded.Length == 0) return false;
        var spaced = $" {folded} ";
        return Wanted.All(term => spaced.Contains(term.Spaced, StringComparison.Ordinal));
    }

    /// <summary>Reads what was typed; else says what to type instead.</summary>
    public static (SearchQuery? Query, string Advice) Read(string text)
    {
        SearchTerm[] terms = [.. Split(text)];
        if (terms.Sum(term => term.Words.Count) > MostWords) return (null, $"Search for at most {MostWords} words.");
        if (terms.All(term => term.IsExcluded))
            return (null, terms.Length == 0 ? "Give at least one letter or digit to look for." : "Say what to look for too, and not only what to leave out.");
        return (new SearchQuery(terms), "");
    }

    private static IEnumerable<SearchTerm> Split(string text)
    {
        for (var index = 0; index < text.Length;)
        {
            if (char.IsWhiteSpace(text[index]))
            {
                index++;
                continue;
            }

            var isExcluded = text[index] == '-';
            if (isExcluded) index++;
            var isQuoted = index < text.Length && IsQuote(text[index]);
            if (isQuoted) index++;
            var end = index;
            while (end < text.Length && !IsQuote(text[end]) && (isQuoted || !char.IsWhiteSpace(text[end]))) end++;
            var words = SearchWords.Of(text[index..end]).Select(word => word.Text).ToArray();
            // The star stands within the word, or after the closing quote.
            var star = isQuoted ? end + 1 : end - 1;
            var isPrefix = star < text.Length && star >= index && text[star] == '*';
            if (words.Length > 0) yield return new SearchTerm(words, isPrefix, isExcluded);
            index = isQuoted ? Math.Min(end + 1, text.Length) : end;
        }
    }

    private static bool IsQuote(char character) => character is '"' or '“' or '”' or '„' or '«' or '»';
}
