using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using FluentValidation;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Values;

namespace StanceApi.Keys;

/// <summary>A key of this service. What it is made with is shown once, when it is created, and kept only as a hash.</summary>
public record ApiKey
{
    /// <summary>The key's id, as history and feed name whoever wrote with it.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is, or what it is for.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do.</summary>
    public required IReadOnlyList<AccessScope> Scopes { get; init; }

    /// <summary>When it was created.</summary>
    public required string CreatedAt { get; init; }

    /// <summary>From when on it is refused; null where it has no end.</summary>
    public required string? ExpiresAt { get; init; }

    /// <summary>When it was last used; some minutes may pass until that is written. Null where it never was.</summary>
    public required string? LastUsedAt { get; init; }

    /// <summary>When it was revoked; null where it was not.</summary>
    public required string? RevokedAt { get; init; }
}

/// <summary>A key that was just created, with the secret that is sent in <c>Authorization: Bearer</c>.</summary>
public sealed record CreatedApiKey : ApiKey
{
    /// <summary>The secret: shown this once. Null where nothing was created, or where an earlier answer is given again.</summary>
    [JsonPropertyOrder(1)]
    public required string? Secret { get; init; }
}

/// <summary>A page of keys.</summary>
public sealed record ApiKeyPage
{
    /// <summary>The keys, by id, those that are expired or revoked too.</summary>
    public required IReadOnlyList<ApiKey> Items { get; init; }

    /// <summary>The cursor of the next page, null at the end.</summary>
    public required string? Next { get; init; }
}

/// <summary>What a client sends of a key.</summary>
[ServerOwned(typeof(ApiKey), "id", "created_at", "last_used_at", "revoked_at")]
public sealed record ApiKeyInput
{
    /// <inheritdoc cref="ApiKey.Name" />
    [StringLength(Limits.Name)]
    public required string Name { get; init; }

    /// <summary>What it may do: write and texts bring read, admin brings everything.</summary>
    [MinLength(1)]
    public required IReadOnlyList<AccessScope> Scopes { get; init; }

    /// <inheritdoc cref="ApiKey.ExpiresAt" />
    [InstantRule]
    public string? ExpiresAt { get; init; }
}

/// <summary>The rules of a key that need nothing else.</summary>
internal sealed class ApiKeyValidator : AbstractValidator<ApiKeyInput>
{
    public ApiKeyValidator() => this.Distinct("Scopes", key => key.Scopes, scope => scope);
}
