using System.Text.Json;
using StanceApi.Values;

namespace StanceApi.Storage;

/// <summary>
/// Searches: a list with one in the language of FTS5, then each phrase that is more than one pair of words. The index has words and pairs of
/// them without their places: a phrase of two words is a pair; of more, its pairs are found first, and whether they stand one after the
/// other is looked up in the words themselves.
/// </summary>
internal static class SqliteSearch
{
    /// <summary>Every word is quoted and holds no quote, so nothing that is typed can be an operator.</summary>
    public static string Query(SearchQuery query, string? type, bool seesRestricted)
    {
        var exclusions = query.Excluded.Where(term => !IsLookedUp(term)).SelectMany(Words);
        string[] marks = [.. type is null ? [] : new[] { $"\"{SearchEntry.MarkOf(type)}\"" }];
        string[] hidden = [.. seesRestricted ? [] : new[] { $"\"{SearchEntry.Restricted}\"" }];
        var indexed = $"({string.Join(" AND ", [.. query.Wanted.SelectMany(Words), .. marks])}){string.Concat(exclusions.Concat(hidden).Select(word => $" NOT {word}"))}";
        return JsonSerializer.Serialize<string[]>([indexed, .. query.Wanted.Concat(query.Excluded).Where(IsLookedUp).Select(SearchPhrase.Of)]);
    }

    /// <summary>
    /// The index goes first, in the order of the entries, and each is looked up as it comes. The first phrase is looked up by itself: what is done for each
    /// row of a list of phrases takes several times as long.
    /// </summary>
    public static string Found(string parameter) => $"""
        search_index
        CROSS JOIN search_entries ON search_entries.entry = search_index.rowid
        WHERE search_index MATCH {parameter} ->> 0
          AND (json_array_length({parameter}) < 2 OR {SearchPhrase.Stands($"({parameter} ->> 1)", "instr")})
          AND (json_array_length({parameter}) < 3 OR NOT EXISTS (
            SELECT 1
            FROM json_each({parameter}) AS each
            WHERE each.key > 1 AND NOT {SearchPhrase.Stands("each.value", "instr")}))
        """;

    private static bool IsLookedUp(SearchTerm term) => term.Words.Count > 2;

    /// <summary>The words of the index that a term has: the one, or the pairs.</summary>
    private static IEnumerable<string> Words(SearchTerm term) => term.IsPhrase
        ? term.Pairs.Select(pair => Word($"{SearchEntry.Boundary}{pair.Word}{SearchEntry.Boundary}{pair.Next}", pair.IsPrefix))
        : [Word(term.Words[0], term.IsPrefix)];

    private static string Word(string word, bool isPrefix) => $"\"{word}\"{(isPrefix ? " *" : "")}";
}
