using System.Text.Json.Serialization;
using StanceApi.Nouns;
using StanceApi.Stances;

namespace StanceApi.Analysis;

/// <summary>What every figure tells of where it comes from, so that it can be produced again on any later day.</summary>
public abstract record DerivedAnswer
{
    internal DerivedAnswer(Asked asked)
    {
        KnownAt = asked.Snapshot.Echo(asked.Selection.KnownAt);
        AsOf = asked.Selection.AsOf?.Text;
        Snapshot = Cursor.Position(asked.Snapshot.Seq);
        Filters = StatementFilters.Of(asked.Selection);
    }

    /// <summary>The feed position that <c>known_at</c> came to, null where nothing was asked.</summary>
    [JsonPropertyOrder(1)]
    public string? KnownAt { get; init; }

    /// <summary>The <c>as_of</c> that was asked for, null where nothing was asked.</summary>
    [JsonPropertyOrder(1)]
    public string? AsOf { get; init; }

    /// <summary>The feed position at which it was computed.</summary>
    [JsonPropertyOrder(1)]
    public string Snapshot { get; init; }

    /// <summary>The filters that chose the positions.</summary>
    [JsonPropertyOrder(1)]
    public StatementFilters Filters { get; init; }
}
