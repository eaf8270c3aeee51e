using StanceApi.Values;

namespace StanceApi.Storage;

/// <summary>
/// Searches: a line in the language of tsquery, then a line for each phrase. A tsvector keeps at most 255 places of a word and none beyond 16,383, so it
/// finds the pairs of words of a phrase, and whether they stand one after the other is looked up in the words themselves.
/// </summary>
internal static class PostgreSqlSearch
{
    /// <summary>What a phrase's line begins with: where it must stand, or that it must not stand anywhere.</summary>
    private const string Anywhere = "+";
    private const string InNames = "n";
    private const string Nowhere = "-";

    /// <summary>Every word is quoted and holds no quote, so nothing that is typed can be an operator.</summary>
    public static string Query(SearchQuery query, string? type, bool inNames, bool seesRestricted)
    {
        var words = query.Wanted.Select(term => (term.IsPrefix, Lexemes: Lexemes(term.Words)))
            .SelectMany(term => term.Lexemes.Select((lexeme, index) => Word(lexeme, inNames, term.IsPrefix && index == term.Lexemes.Length - 1)));
        var exclusions = query.Excluded.Where(term => !term.IsPhrase).Select(term => $"!{Word(term.Words[0], false, term.IsPrefix)}");
        string[] marks = [.. type is null ? [] : new[] { $"'{SearchEntry.MarkOf(type)}'" }, .. seesRestricted ? [] : new[] { $"!'{SearchEntry.Restricted}'" }];
        var phrases = query.Wanted.Where(term => term.IsPhrase).Select(term => Phrase(inNames ? InNames : Anywhere, term))
            .Concat(query.Excluded.Where(term => term.IsPhrase).Select(term => Phrase(Nowhere, term)));
        return string.Join('\n', [string.Join(" & ", [.. words, .. marks, .. exclusions]), .. phrases]);
    }

    /// <summary>What the index has of a text in which these words stand one after the other: the pairs of them.</summary>
    private static string[] Lexemes(IReadOnlyList<string> words) => words.Count == 1 ? [words[0]] : [.. words.Zip(words.Skip(1), (word, next) => $"{word} {next}")];

    /// <summary>
    /// The condition on an entry. When it is planned, of a search without phrases only the first line is left, and of one with a single phrase the
    /// first two: what is done for each row of a list of phrases takes several times as long.
    /// </summary>
    public static string Condition(string parameter) => $"""
        document @@ CAST(split_part({parameter}, E'\n', 1) AS tsquery)
          AND (strpos({parameter}, E'\n') = 0 OR {Stands($"split_part({parameter}, E'\n', 2)")})
          AND (split_part({parameter}, E'\n', 3) = '' OR NOT EXISTS (
            SELECT 1
            FROM unnest((string_to_array({parameter}, E'\n'))[3:]) AS each (phrase)
            WHERE NOT {Stands("phrase")}))
        """;

    /// <summary>Whether an entry has a phrase where its line says, or has it nowhere.</summary>
    private static string Stands(string phrase) => $"""
        ((strpos(' ' || names || ' ', substr({phrase}, 2)) > 0 OR (left({phrase}, 1) <> '{InNames}' AND strpos(' ' || words || ' ', substr({phrase}, 2)) > 0))
                  <> (left({phrase}, 1) = '{Nowhere}'))
        """;

    private static string Word(string word, bool inNames, bool isPrefix) => $"'{word}'{(isPrefix || inNames ? ":" : "")}{(isPrefix ? "*" : "")}{(inNames ? "A" : "")}";

    private static string Phrase(string place, SearchTerm term) => $"{place} {string.Join(' ', term.Words)}{(term.IsPrefix ? "" : " ")}";
}
