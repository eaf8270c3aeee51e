using Microsoft.Extensions.Caching.Memory;

namespace StanceApi.Citations;

/// <summary>
/// What was found of quotes in long texts, kept for a while: what was looked for before the writer's turn is not looked for again in it. A finding
/// depends on nothing but the text and the citation, so it is never out of date.
/// </summary>
internal sealed class CitationFindings : IDisposable
{
    /// <summary>How many characters the quotes of the kept ones have at most.</summary>
    private const long MostCharacters = 16L * 1_024 * 1_024;

    /// <summary>Looking through fewer code points than this takes a few milliseconds at most, which a turn of the writer may.</summary>
    private const long FewCodePoints = 1_000_000;

    /// <summary>Looking a quote up in a shorter text takes no longer than looking up what was found.</summary>
    private const int LongText = 4_096;

    private readonly MemoryCache found = new(new MemoryCacheOptions { SizeLimit = MostCharacters });

    /// <summary>Whether and where a text has what a citation says.</summary>
    public Finding Of(PreparedText text, Citation citation)
    {
        if (!IsKept(text, citation)) return CitationChecker.Check(text, citation);
        var key = KeyOf(text, citation);
        return found.TryGetValue(key, out Finding known) ? known : found.Set(key, CitationChecker.Check(text, citation), new MemoryCacheEntryOptions { Size = Characters(key.Quote) });
    }

    /// <summary>Whether looking for everything that is not kept would take long.</summary>
    public bool TakesLong(PreparedText text, IEnumerable<Citation> citations) =>
        citations.Count(citation => IsKept(text, citation) && !found.TryGetValue(KeyOf(text, citation), out _)) * (long)text.Length > FewCodePoints;

    public void Dispose() => found.Dispose();

    private static int Characters(Quote quote) => quote.Exact.Length + (quote.Prefix?.Length ?? 0) + (quote.Suffix?.Length ?? 0);

    private static bool IsKept(PreparedText text, Citation citation) => citation.Quote is not null && text.Length >= LongText;

    private static (string Sha256, Quote Quote, Span? Span, Locator? Locator) KeyOf(PreparedText text, Citation citation) => (text.Sha256, citation.Quote!, citation.Span, citation.Locator);
}
