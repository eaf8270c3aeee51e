namespace StanceApi.Citations;

/// <summary>
/// Finds a quote in a text. White space between the words and those that stand just before or after them is ignored; since
/// the plain form has one space at most between two words, that makes four texts to look for and no walk over every occurrence.
/// </summary>
internal sealed class QuoteSearch
{
    private readonly PreparedText text;
    private readonly Needle[] needles;

    public QuoteSearch(PreparedText text, Quote quote)
    {
        this.text = text;
        needles = [.. Before(quote.Prefix).SelectMany(before => After(quote.Suffix).Select(after => new Needle(before, PlainText.Of(quote.Exact), after)))];
    }

    /// <summary>The first occurrence of the words inside a part of the text.</summary>
    public Passage? FirstIn(Passage part)
    {
        var (from, until) = (text.PlainAt(part.Start), text.PlainAt(part.End));
        return Passages(needle => First(needle, from, until)).OrderBy(passage => passage.Start).Cast<Passage?>().FirstOrDefault();
    }

    /// <summary>The occurrence of the words that begins nearest to a code point; the earlier one where two are as near.</summary>
    public Passage? NearestTo(int codePoint)
    {
        var from = text.PlainAt(codePoint);
        return Passages(needle => Last(needle, from)).Concat(Passages(needle => First(needle, from, text.Plain.Length)))
            .OrderBy(passage => Math.Abs((long)passage.Start - codePoint))
            .ThenBy(passage => passage.Start)
            .Cast<Passage?>()
            .FirstOrDefault();
    }

    private static string[] Before(string? prefix) => prefix is null ? [""] : [PlainText.Of(prefix), PlainText.Of(prefix) + " "];

    private static string[] After(string? suffix) => suffix is null ? [""] : [PlainText.Of(suffix), " " + PlainText.Of(suffix)];

    private IEnumerable<Passage> Passages(Func<Needle, int> find) => needles
        .Select(needle => (Index: find(needle), needle.Exact.Length))
        .Where(found => found.Index >= 0)
        .Select(found => text.PassageOf(found.Index, found.Length));

    /// <summary>Where in the plain form the words begin first, all of them between the two indexes; -1 where they do not.</summary>
    private int First(Needle needle, int from, int until)
    {
        var low = Math.Max(0, from - needle.Before.Length);
        var high = Math.Min(text.Plain.Length, until + needle.After.Length);
        var index = low < high ? text.Plain[low..high].IndexOf(needle.Whole) : -1;
        return index < 0 ? -1 : low + index + needle.Before.Length;
    }

    /// <summary>Where in the plain form the words begin last before an index; -1 where they do not.</summary>
    private int Last(Needle needle, int before)
    {
        var high = Math.Min(text.Plain.Length, before - 1 - needle.Before.Length + needle.Whole.Length);
        var index = before > needle.Before.Length ? text.Plain[..high].LastIndexOf(needle.Whole) : -1;
        return index < 0 ? -1 : index + needle.Before.Length;
    }

    private sealed record Needle(string Before, string Exact, string After)
    {
        public string Whole { get; } = Before + Exact + After;
    }
}
