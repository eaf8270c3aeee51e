using System.Text.Json.Serialization;

namespace StanceApi.Nouns;

/// <summary>A page of a list. It may be shorter than its limit: only <c>next: null</c> is the end.</summary>
public record Page<T>
{
    /// <summary>The records of this page, in the order asked for.</summary>
    [JsonPropertyOrder(-4)]
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>The cursor of the next page, null at the end.</summary>
    [JsonPropertyOrder(-3)]
    public required string? Next { get; init; }

    /// <summary>The feed position that <c>known_at</c> was resolved to, null where nothing was asked.</summary>
    [JsonPropertyOrder(-2)]
    public required string? KnownAt { get; init; }
}
