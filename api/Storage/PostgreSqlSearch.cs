using StanceApi.Values;

namespace StanceApi.Storage;

/// <summary>
/// Searches: a line in the language of tsquery, one for the pairs of words of phrases, one with the single words, then a line for each phrase. A tsvector
/// keeps at most 255 places of a word and none beyond 16,383, so that of an entry has none: it finds the words, an index the pairs of them, and whether those
/// of a phrase stand one after the other is looked up in the words themselves. An entry with more words than a tsvector holds is found by every
/// search, and all that is wanted and excluded is looked up in it.
/// </summary>
internal static class PostgreSqlSearch
{
    /// <summary>In the tsvectors of an entry that is looked up as a whole, instead of its words; <c>search_is_large</c> tells which.</summary>
    private static readonly string Large = $"'{SearchEntry.Boundary}large'";

    /// <summary>Every word is quoted and holds no quote, so nothing that is typed can be an operator.</summary>
    public static string Query(SearchQuery query, string? type, bool seesRestricted)
    {
        var words = query.Wanted.SelectMany(term => term.Words.Select((word, index) => Word(word, term.IsPrefix && index == term.Words.Count - 1)));
        string[] pairs = [.. query.Wanted.SelectMany(term => term.Pairs).Select(pair => Word($"{pair.Word} {pair.Next}", pair.IsPrefix))];
        var exclusions = query.Excluded.Where(term => !term.IsPhrase).Select(term => $"!{Word(term.Words[0], term.IsPrefix)}");
        string[] marks = [.. type is null ? [] : new[] { $"'{SearchEntry.MarkOf(type)}'" }, .. seesRestricted ? [] : new[] { $"!'{SearchEntry.Restricted}'" }];
        var found = string.Join(" & ", [$"({string.Join(" & ", [.. words, .. exclusions])} | {Large})", .. marks]);
        var together = pairs.Length > 0 ? $"{string.Join(" & ", pairs)} | {Large}" : "";
        var single = string.Join('\t', query.Terms.Where(term => !term.IsPhrase).Select(SearchPhrase.Of));
        return string.Join('\n', [found, together, single, .. query.Terms.Where(term => term.IsPhrase).Select(SearchPhrase.Of)]);
    }

    /// <summary>
    /// When it is planned, of a search without phrases only the first line is left and what is done for large entries, and of one with a single phrase
    /// all but the last one: what is done for each row of a list of phrases takes several times as long.
    /// </summary>
    public static string Found(string parameter) => $"""
        search_entries
        WHERE document @@ CAST(split_part({parameter}, E'\n', 1) AS tsquery)
          AND (split_part({parameter}, E'\n', 2) = '' OR search_pairs(names, words) @@ CAST(split_part({parameter}, E'\n', 2) AS tsquery))
          AND (NOT search_is_large(names, words) OR NOT EXISTS (
            SELECT 1
            FROM unnest(string_to_array(split_part({parameter}, E'\n', 3), E'\t')) AS each (word)
            WHERE NOT {Stands("word")}))
          AND (split_part({parameter}, E'\n', 4) = '' OR {Stands($"split_part({parameter}, E'\n', 4)")})
          AND (split_part({parameter}, E'\n', 5) = '' OR NOT EXISTS (
            SELECT 1
            FROM unnest((string_to_array({parameter}, E'\n'))[5:]) AS each (phrase)
            WHERE NOT {Stands("phrase")}))
        """;

    private static string Stands(string phrase) => SearchPhrase.Stands(phrase, "strpos");

    private static string Word(string word, bool isPrefix) => $"'{word}'{(isPrefix ? ":*" : "")}";
}
