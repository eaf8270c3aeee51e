using StanceApi.Values;

namespace StanceApi.Storage;

/// <summary>Searches in the language of FTS5.</summary>
internal static class SqliteSearch
{
    /// <summary>Every word is quoted and holds no quote, so nothing that is typed can be an operator.</summary>
    public static string Query(SearchQuery query, string? type, bool seesRestricted)
    {
        var wanted = string.Join(" AND ", query.Wanted.Select(Phrase));
        var mark = type is null ? "" : $" AND \"{SearchEntry.MarkOf(type)}\"";
        return $"({wanted}{mark}){string.Concat(query.Excluded.Select(term => $" NOT {Phrase(term)}"))}{(seesRestricted ? "" : $" NOT \"{SearchEntry.Restricted}\"")}";
    }

    private static string Phrase(SearchTerm term) => $"\"{string.Join(' ', term.Words)}\"{(term.IsPrefix ? " *" : "")}";
}
