using StanceApi.Citations;

namespace StanceApi.Sources;

/// <summary>A citation of a source, with the record that it stands in and the words that it cites.</summary>
public sealed record SourceCitation
{
    /// <summary>The noun of the record, in the singular.</summary>
    public required CitationHolder Noun { get; init; }

    /// <summary>The record's id.</summary>
    public required string Id { get; init; }

    /// <summary>Where in the record's <c>citations</c> it stands, counted from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The citation.</summary>
    public required Citation Citation { get; init; }

    /// <summary>Its check, as in the citation itself.</summary>
    public required CitationCheck Check { get; init; }

    /// <summary>
    /// The passage in its paragraph, at its new place where it has moved; null where the text does not have it (at a feed
    /// position inside the change of a text: where the check is still of the text before), where nothing but the source is cited, or
    /// where the text is restricted and the key has not the scope <c>texts</c>.
    /// </summary>
    public required PassageContext? Context { get; init; }
}
