using System.Text.Json.Serialization;

namespace StanceApi.Nouns;

/// <summary>A page of a list that can be counted. It may be shorter than its limit: only <c>next: null</c> is the end.</summary>
public record CountedPage<T> : Page<T>
{
    /// <summary>How many items the whole list has; only with <c>count=true</c>.</summary>
    [JsonPropertyOrder(1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Total { get; init; }
}
