using System.Text.Json.Serialization;
using StanceApi.Nouns;

namespace StanceApi.Stances;

/// <summary>A page of derived things. It may be shorter than its limit: only <c>next: null</c> is the end.</summary>
public record DerivedPage<T> : DatedPage<T>
{
    /// <summary>The feed position at which it was computed.</summary>
    [JsonPropertyOrder(0)]
    public required string Snapshot { get; init; }

    /// <summary>The filters that chose the positions.</summary>
    [JsonPropertyOrder(0)]
    public required StatementFilters Filters { get; init; }
}
