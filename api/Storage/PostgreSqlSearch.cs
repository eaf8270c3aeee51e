using StanceApi.Values;

namespace StanceApi.Storage;

/// <summary>
/// Searches: a line in the language of tsquery, one for the pairs of words of phrases, then a line for each phrase. A tsvector keeps at most 255
/// places of a word and none beyond 16,383, so that of an entry has none: it finds the words, an index the pairs of them, and whether those of
/// a phrase stand one after the other is looked up in the words themselves.
/// </summary>
internal static class PostgreSqlSearch
{
    /// <summary>What a phrase's line begins with: that it must stand somewhere, or must not.</summary>
    private const string Anywhere = "+";
    private const string Nowhere = "-";

    /// <summary>Every word is quoted and holds no quote, so nothing that is typed can be an operator.</summary>
    public static string Query(SearchQuery query, string? type, bool seesRestricted)
    {
        var words = query.Wanted.SelectMany(term => term.Words.Select((word, index) => Word(word, term.IsPrefix && index == term.Words.Count - 1)));
        var pairs = query.Wanted.Where(term => term.IsPhrase).SelectMany(Pairs);
        var exclusions = query.Excluded.Where(term => !term.IsPhrase).Select(term => $"!{Word(term.Words[0], term.IsPrefix)}");
        string[] marks = [.. type is null ? [] : new[] { $"'{SearchEntry.MarkOf(type)}'" }, .. seesRestricted ? [] : new[] { $"!'{SearchEntry.Restricted}'" }];
        var phrases = query.Wanted.Where(term => term.IsPhrase).Select(term => Phrase(Anywhere, term))
            .Concat(query.Excluded.Where(term => term.IsPhrase).Select(term => Phrase(Nowhere, term)));
        return string.Join('\n', [string.Join(" & ", [.. words, .. marks, .. exclusions]), string.Join(" & ", pairs), .. phrases]);
    }

    private static IEnumerable<string> Pairs(SearchTerm term) =>
        term.Words.Zip(term.Words.Skip(1), (word, next) => $"{word} {next}").Select((pair, index) => Word(pair, term.IsPrefix && index == term.Words.Count - 2));

    /// <summary>
    /// The condition on an entry. When it is planned, of a search without phrases only the first line is left, and of one with a single phrase
    /// all but the last one: what is done for each row of a list of phrases takes several times as long.
    /// </summary>
    public static string Condition(string parameter) => $"""
        document @@ CAST(split_part({parameter}, E'\n', 1) AS tsquery)
          AND (split_part({parameter}, E'\n', 2) = '' OR search_pairs(names, words) @@ CAST(split_part({parameter}, E'\n', 2) AS tsquery))
          AND (split_part({parameter}, E'\n', 3) = '' OR {Stands($"split_part({parameter}, E'\n', 3)")})
          AND (split_part({parameter}, E'\n', 4) = '' OR NOT EXISTS (
            SELECT 1
            FROM unnest((string_to_array({parameter}, E'\n'))[4:]) AS each (phrase)
            WHERE NOT {Stands("phrase")}))
        """;

    /// <summary>Whether an entry has a phrase where its line says, or has it nowhere.</summary>
    private static string Stands(string phrase) => $"""
        ((strpos(' ' || names || ' ', substr({phrase}, 2)) > 0 OR strpos(' ' || words || ' ', substr({phrase}, 2)) > 0)
                  <> (left({phrase}, 1) = '{Nowhere}'))
        """;

    private static string Word(string word, bool isPrefix) => $"'{word}'{(isPrefix ? ":*" : "")}";

    private static string Phrase(string place, SearchTerm term) => $"{place} {string.Join(' ', term.Words)}{(term.IsPrefix ? "" : " ")}";
}
