using System.Text.Json.Serialization;

namespace StanceApi.Nouns;

/// <summary>A page of a list that can be asked for as of a date. It may be shorter than its limit: only <c>next: null</c> is the end.</summary>
public record DatedPage<T> : CountedPage<T>
{
    /// <summary>The <c>as_of</c> that was asked for, null where nothing was asked.</summary>
    [JsonPropertyOrder(-1)]
    public required string? AsOf { get; init; }
}
