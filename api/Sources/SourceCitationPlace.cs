using System.Globalization;
using StanceApi.Citations;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Sources;

/// <summary>Where a page of citations begins: in the records of a noun, after one, some of the next one's citations left out.</summary>
internal sealed record SourceCitationPlace(CitationHolder Holder, string? AfterId, int Skip)
{
    public static SourceCitationPlace Start(CitationHolder holder) => new(holder, null, 0);

    public Cursor ToCursor(string sourceId, long seq) =>
        new(seq, new After(string.Create(CultureInfo.InvariantCulture, $"{Words<CitationHolder>.Of(Holder)} {Skip} {AfterId}"), sourceId));

    /// <summary>The place that a cursor names; null where it names none.</summary>
    public static SourceCitationPlace? Of(Cursor cursor) =>
        cursor.After.Key.Split(' ') is [var word, var skip, var after]
        && Words.List(typeof(CitationHolder)).Contains(word)
        && int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var skipped)
        && (after.Length == 0 || Id.IsValid(after))
            ? new SourceCitationPlace(Words<CitationHolder>.Parse(word), after.Length == 0 ? null : after, skipped)
            : null;
}
