using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using StanceApi.Citations;

namespace StanceApi.Search;

/// <summary>A part of a text in which words were found.</summary>
public sealed record SearchFragment
{
    /// <summary>Where the text stands in the record, as a JSON Pointer; <c>/text</c> is a source's stored text.</summary>
    public required string Member { get; init; }

    /// <summary>The Unicode code point of that text that the fragment begins with, counted from 0.</summary>
    public required int Start { get; init; }

    /// <summary>At most 240 code points around the first words that were found.</summary>
    public required string Text { get; init; }

    /// <summary>The words that were found, as offsets in <c>text</c>.</summary>
    public required IReadOnlyList<Highlight> Highlights { get; init; }
}

/// <summary>A record that was found.</summary>
public sealed record SearchHit
{
    /// <summary>Its noun.</summary>
    public required SearchedType Type { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is called: a name, a title, a claim, a summary; null for a position without a summary.</summary>
    public required string? Name { get; init; }

    /// <summary>Where the words were found, names first; at most three.</summary>
    public required IReadOnlyList<SearchFragment> Fragments { get; init; }

    /// <summary>The record; only with <c>expand=record</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonObject? Record { get; init; }
}

/// <summary>How many records of each noun were found.</summary>
/// <param name="Question">Questions.</param>
/// <param name="Actor">Actors.</param>
/// <param name="Source">Sources.</param>
/// <param name="Position">Positions.</param>
/// <param name="Argument">Arguments.</param>
public sealed record SearchCounts(int Question, int Actor, int Source, int Position, int Argument);

/// <summary>A page of what was found, best first. Each page is of its own moment: what changes between two pages can move.</summary>
public sealed record SearchPage
{
    /// <summary>The records of this page.</summary>
    public required IReadOnlyList<SearchHit> Items { get; init; }

    /// <summary>The cursor of the next page, null at the end.</summary>
    public required string? Next { get; init; }

    /// <summary>How many records of each noun the words find, on all pages; <c>type</c> leaves the others at 0.</summary>
    public required SearchCounts Counts { get; init; }

    /// <summary>False where more entries match than are ranked: then only the newest of them are here and counted.</summary>
    public required bool Complete { get; init; }
}
