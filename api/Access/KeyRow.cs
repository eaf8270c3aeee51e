using StanceApi.Values;

namespace StanceApi.Access;

/// <summary>What is kept of a key. The instants are as the service writes them, so that they compare as texts.</summary>
internal sealed record KeyRow
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Words separated by spaces.</summary>
    public required string Scopes { get; init; }

    public required string CreatedAt { get; init; }

    public required string? ExpiresAt { get; init; }

    public required string? LastUsedAt { get; init; }

    public required string? RevokedAt { get; init; }

    /// <summary>Why the key is not valid at an instant; null where it is.</summary>
    public string? Fault(DateTimeOffset now)
    {
        if (RevokedAt is not null) return "This key was revoked.";
        return ExpiresAt is not null && string.CompareOrdinal(ExpiresAt, Instant.Write(now)) <= 0 ? "This key has expired." : null;
    }
}
