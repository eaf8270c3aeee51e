using System.Text;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Nouns;

/// <summary>
/// Keeps what is searched in step with the records, inside the writer's transaction: an entry for each record, and one for each passage
/// of a source's text.
/// </summary>
internal static class SearchIndex
{
    /// <summary>A passage ends with the first line that ends after so many words, at twice as many in any case.</summary>
    private const int PassageWords = 200;

    /// <summary>So many words a passage has in common with the one before it: a phrase of one word more is found wherever it stands.</summary>
    private const int SharedWords = 20;

    private const string DeletePassages = """
        DELETE FROM search_entries
        WHERE type = @Type
          AND id = @Id
          AND part > 0
        """;

    private static readonly BulkInsert Insert = new(
        "search_entries",
        [
            ("entry", true), ("type", false), ("id", false), ("part", true), ("names", false), ("words", false),
            ("name_count", true), ("word_count", true), ("passage", false), ("passage_start", true),
        ]);

    /// <summary>The entry of a record.</summary>
    public static SearchEntry Entry(string type, string id, long seq, IEnumerable<SearchText> texts)
    {
        var (names, words) = (new StringBuilder(), new StringBuilder(SearchEntry.MarkOf(type)));
        var (nameCount, wordCount) = (0, 0);
        foreach (var text in texts)
        {
            var count = Append(text.IsName ? names : words, text.Text);
            wordCount += count;
            if (text.IsName) nameCount += count;
        }

        return new SearchEntry
        {
            Entry = SearchEntry.NumberOf(seq, 0),
            Type = type,
            Id = id,
            Part = 0,
            Names = names.ToString(),
            Words = words.ToString(),
            NameCount = nameCount,
            WordCount = wordCount,
        };
    }

    /// <summary>The entries of the passages of a text, which ends them where a line ends, if it can.</summary>
    public static IEnumerable<SearchEntry> Passages(string type, string id, long seq, string text, bool isRestricted)
    {
        SearchWord[] words = [.. SearchWords.Of(text)];
        string[] marks = isRestricted ? [SearchEntry.MarkOf(type), SearchEntry.Restricted] : [SearchEntry.MarkOf(type)];
        var size = Math.Max(PassageWords, (words.Length / (SearchEntry.MostParts - 2)) + 1 + SharedWords);
        var (part, first, place, codePoint) = (1, 0, 0, 0L);
        while (first < words.Length)
        {
            var next = Math.Min(first + size, words.Length);
            var most = Math.Min(first + (2 * size), words.Length);
            while (next < most && !text.AsSpan(words[next - 1].End, words[next].Start - words[next - 1].End).Contains('\n')) next++;
            var (start, end) = (words[first].Start, Closed(text, words[next - 1].End));
            codePoint += CodePoints(text.AsSpan(place, start - place));
            place = start;
            yield return new SearchEntry
            {
                Entry = SearchEntry.NumberOf(seq, part),
                Type = type,
                Id = id,
                Part = part++,
                Names = "",
                Words = string.Join(' ', marks.Concat(words[first..next].Select(word => word.Text))),
                NameCount = 0,
                WordCount = next - first,
                Passage = text[start..end],
                PassageStart = codePoint,
            };
            first = next == words.Length ? next : next - SharedWords;
        }
    }

    /// <summary>Replaces the entries of records with another text than before, and those of their passages.</summary>
    public static async Task PutAsync<TInput, TRow, TRecord>(WriteSession session, Noun<TInput, TRow, TRecord> noun, IReadOnlyList<(TRow Row, TRow? Before)> versions)
        where TInput : class, INounInput
        where TRow : class, INounRow
        where TRecord : class
    {
        (TRow Row, TRow? Before)[] changed = [.. versions.Where(each => each.Before is null || !noun.Texts(each.Row).SequenceEqual(noun.Texts(each.Before)))];
        string[] replaced = [.. changed.Where(each => each.Before is not null).Select(each => each.Row.Id)];
        if (replaced.Length > 0) await session.ExecuteAsync(DeleteRecords(session.Engine), new { Type = noun.Singular, Ids = session.Engine.List(replaced) });
        await session.InsertAsync(Insert, [.. changed.Select(each => Values(Entry(noun.Singular, each.Row.Id, each.Row.Seq, noun.Texts(each.Row))))]);
        if (noun.LongText is not { } longText) return;
        foreach (var (row, _) in versions.Where(each => !IsSame(longText, each.Row, each.Before)))
        {
            await session.ExecuteAsync(DeletePassages, new { Type = noun.Singular, row.Id });
            var passages = Passages(noun.Singular, row.Id, row.Seq, await longText.ReadAsync(session, row), longText.IsRestricted(row));
            await session.InsertAsync(Insert, [.. passages.Select(Values)]);
        }
    }

    private static bool IsSame<TRow>(LongText<TRow> text, TRow row, TRow? before)
        where TRow : class => before is null
        ? text.Hash(row) is null
        : text.Hash(row) == text.Hash(before) && text.IsRestricted(row) == text.IsRestricted(before);

    /// <summary>Removes all of a record that was retired.</summary>
    public static async Task RemoveAsync(WriteSession session, INoun noun, string id)
    {
        await session.ExecuteAsync(DeleteRecords(session.Engine), new { Type = noun.Singular, Ids = session.Engine.List([id]) });
        await session.ExecuteAsync(DeletePassages, new { Type = noun.Singular, Id = id });
    }

    internal static string DeleteRecords(Engine engine) => $"""
        DELETE FROM search_entries
        WHERE type = @Type
          AND {engine.AnyOf("id", "@Ids")}
          AND part = 0
        """;

    /// <summary>The values of an entry in the order of the columns.</summary>
    private static object?[] Values(SearchEntry entry) =>
    [
        entry.Entry, entry.Type, entry.Id, entry.Part, entry.Names, entry.Words, entry.NameCount, entry.WordCount, entry.Passage, entry.PassageStart,
    ];

    /// <summary>Appends the words of a text, after the boundary where there are others already. Returns how many.</summary>
    private static int Append(StringBuilder words, string text)
    {
        if (words.Length > 0) words.Append(' ').Append(SearchEntry.Boundary);
        var count = 0;
        foreach (var word in SearchWords.Of(text))
        {
            if (words.Length > 0) words.Append(' ');
            words.Append(word.Text);
            count++;
        }

        return count;
    }

    /// <summary>The end of what is written together with the word that ends there: the full stop, the closing quote.</summary>
    private static int Closed(string text, int end)
    {
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && !char.IsLetterOrDigit(text[end]) && !char.IsSurrogate(text[end])) end++;
        return end;
    }

    private static int CodePoints(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }
}
