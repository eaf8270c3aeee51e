using StanceApi.Values;

namespace StanceApi.Storage;

/// <summary>A phrase that is looked up in the words of an entry themselves, as a text: where it must stand, then how it stands there.</summary>
internal static class SearchPhrase
{
    private const char Anywhere = '+';
    private const char Nowhere = '-';

    public static string Of(SearchTerm term) => $"{(term.IsExcluded ? Nowhere : Anywhere)}{term.Spaced}";

    /// <summary>The condition that an entry has the phrase of <paramref name="phrase"/> where it says, or has it nowhere.</summary>
    /// <param name="phrase">An expression whose value is a phrase.</param>
    /// <param name="place">What tells where a text has another in it: a function of both.</param>
    public static string Stands(string phrase, string place) => $"""
        (({place}(' ' || search_entries.names || ' ', substr({phrase}, 2)) > 0 OR {place}(' ' || search_entries.words || ' ', substr({phrase}, 2)) > 0)
                  <> (substr({phrase}, 1, 1) = '{Nowhere}'))
        """;
}
