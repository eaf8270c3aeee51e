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
        """;

    private const string Insert = """
        INSERT INTO api_keys (id, name, sha256, scopes, created_at)
        VALUES (@Id, @Name, @Sha256, @Scopes, @CreatedAt)
        """;

    /// <summary>The key of a secret, null where there is none.</summary>
    public static Task<KeyRow?> FindAsync(Session session, string secret) =>
        session.FirstOrDefaultAsync<KeyRow>(FindByHash, new { Sha256 = Hash(secret) });

    /// <summary>
    /// Creates the administrator's key where it is absent: the configured one, or, where there is no key at all, a new one
    /// that is returned to be printed, once. So whoever has lost the key names another one in the settings.
    /// </summary>
    public static Task<string?> BootstrapAsync(Writer writer, string? configured) => writer.RunAsync<string?>(
        BootstrapId,
        async session =>
        {
            var count = await session.FirstOrDefaultAsync<long>(CountKeys);
            if (configured is null ? count > 0 : await FindAsync(session, configured) is not null) return (null, Keep: false);
            var secret = configured ?? $"stance_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
            await session.ExecuteAsync(Insert, new
            {
                Id = count == 0 ? BootstrapId : $"{BootstrapId}-{count + 1}",
                Name = "The first administrator's key",
                Sha256 = Hash(secret),
                Scopes = AllScopes,
                CreatedAt = Instant.Write(session.Now()),
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
