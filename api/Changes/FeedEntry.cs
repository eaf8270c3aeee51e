using System.Text.Json.Nodes;
using StanceApi.Nouns;

namespace StanceApi.Changes;

/// <summary>The nouns that the feed tells of, in the singular.</summary>
public enum FeedType
{
    /// <summary>A question.</summary>
    Question,

    /// <summary>An actor.</summary>
    Actor,

    /// <summary>A source.</summary>
    Source,

    /// <summary>A position.</summary>
    Position,

    /// <summary>An argument.</summary>
    Argument,
}

/// <summary>An entry of the change feed: one version of one record.</summary>
public sealed record FeedEntry
{
    /// <summary>The feed position; entries come in its order, without gaps.</summary>
    public required string Seq { get; init; }

    /// <summary>The noun.</summary>
    public required FeedType Type { get; init; }

    /// <summary>The record's id.</summary>
    public required string Id { get; init; }

    /// <summary>What the version did; <c>retire</c> is the tombstone.</summary>
    public required ChangeOp Op { get; init; }

    /// <summary>The version.</summary>
    public required long Version { get; init; }

    /// <summary>When it was recorded.</summary>
    public required string At { get; init; }

    /// <summary>The id of the key that it was written with, or <c>oidc:</c> and the subject of the token.</summary>
    public required string By { get; init; }

    /// <summary>The record at this version, as <c>GET /v1/{noun}/{id}</c> answered it then; null for a tombstone.</summary>
    public required JsonObject? Data { get; init; }
}

/// <summary>A page of the feed.</summary>
public sealed record FeedPage
{
    /// <summary>The entries, oldest first.</summary>
    public required IReadOnlyList<FeedEntry> Items { get; init; }

    /// <summary>The feed position to send as <c>after</c> next time; never null.</summary>
    public required string Next { get; init; }
}
