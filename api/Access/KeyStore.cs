using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Access;

/// <summary>API keys in the store, as hashes: a key has enough entropy by itself, so one round of SHA-256 keeps it safe.</summary>
internal static class KeyStore
{
    public const string BootstrapId = "bootstrap";

    private const string AllScopes = "read write admin";

    private const string FindByHash = """
        SELECT id, scopes
        FROM api_keys
        WHERE sha256 = @Sha256
        """;

    private const string CountKeys = """
        SELECT COUNT(*)
        FROM api_keys
        WHERE id = @Id
        """;

    private const string Insert = """
        INSERT INTO api_keys (id, name, sha256, scopes, created_at)
        VALUES (@Id, @Name, @Sha256, @Scopes, @CreatedAt)
        """;

    /// <summary>The key of a secret, null where there is none.</summary>
    public static Task<KeyRow?> FindAsync(Session session, string secret) =>
        session.FirstOrDefaultAsync<KeyRow>(FindByHash, new { Sha256 = Hash(secret) });

    /// <summary>
    /// Creates the administrator's key where there is none yet: the configured one, or a new one that is returned to be
    /// printed, once.
    /// </summary>
    public static Task<string?> BootstrapAsync(Writer writer, string? configured) => writer.RunAsync<string?>(
        BootstrapId,
        async session =>
        {
            if (await session.FirstOrDefaultAsync<long>(CountKeys, new { Id = BootstrapId }) > 0) return (null, Keep: false);
            var secret = configured ?? $"stance_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
            await session.ExecuteAsync(Insert, new
            {
                Id = BootstrapId,
                Name = "The first administrator's key",
                Sha256 = Hash(secret),
                Scopes = AllScopes,
                CreatedAt = Instant.Write(Instant.FromMicroseconds(session.Now())),
            });
            return (configured is null ? secret : null, Keep: true);
        },
        CancellationToken.None);

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

/// <summary>What is kept of a key.</summary>
internal sealed record KeyRow
{
    public required string Id { get; init; }

    /// <summary>Words separated by spaces: read, write, admin.</summary>
    public required string Scopes { get; init; }
}
