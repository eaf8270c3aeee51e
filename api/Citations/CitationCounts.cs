namespace StanceApi.Citations;

/// <summary>How many citations of a source there are of each check.</summary>
/// <param name="Verified">Borne out by the text, where they say.</param>
/// <param name="Moved">Found at another place.</param>
/// <param name="NotFound">Not borne out by the text.</param>
/// <param name="Unchecked">Without a text to check against.</param>
public sealed record CitationCounts(int Verified, int Moved, int NotFound, int Unchecked)
{
    internal static readonly CitationCounts None = new(0, 0, 0, 0);

    internal CitationCounts Plus(CitationCounts other) =>
        new(Verified + other.Verified, Moved + other.Moved, NotFound + other.NotFound, Unchecked + other.Unchecked);

    internal CitationCounts Plus(CitationCheck check) => check switch
    {
        CitationCheck.Verified => this with { Verified = Verified + 1 },
        CitationCheck.Moved => this with { Moved = Moved + 1 },
        CitationCheck.NotFound => this with { NotFound = NotFound + 1 },
        _ => this with { Unchecked = Unchecked + 1 },
    };
}
