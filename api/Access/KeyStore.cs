using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Access;

/// <summary>
/// API keys in the store, as hashes: a key has enough entropy by itself, so one round of SHA-256 keeps it safe. A row is never
/// deleted, so that whoever reads the history can tell whose key it was, and a revoked key never comes back.
/// </summary>
internal static class KeyStore
{
    public const string BootstrapId = "bootstrap";

    private const string FindByHash = """
        SELECT id, name, scopes, created_at, expires_at, last_used_at, revoked_at
        FROM api_keys
        WHERE sha256 = @Sha256
        """;

    private const string FindById = """
        SELECT id, name, scopes, created_at, expires_at, last_used_at, revoked_at
        FROM api_keys
        WHERE id = @Id
        """;

    private const string FindPage = """
        SELECT id, name, scopes, created_at, expires_at, last_used_at, revoked_at
        FROM api_keys
        WHERE id > @After
        ORDER BY id
        LIMIT @Limit
        """;

    private const string CountKeys = """
        SELECT COUNT(*)
        FROM api_keys
        """;

    private const string Insert = """
        INSERT INTO api_keys (id, name, sha256, scopes, created_at, expires_at)
        VALUES (@Id, @Name, @Sha256, @Scopes, @CreatedAt, @ExpiresAt)
        """;

    private const string Revoke = """
        UPDATE api_keys
        SET revoked_at = @At
        WHERE id = @Id
          AND revoked_at IS NULL
        """;

    private const string Use = """
        UPDATE api_keys
        SET last_used_at = @At
        WHERE id = @Id
          AND (last_used_at IS NULL OR last_used_at < @At)
        """;

    /// <summary>The key of a secret, valid or not; null where there is none.</summary>
    public static Task<KeyRow?> FindAsync(Session session, string secret) => FindHashAsync(session, Hash(secret));

    public static Task<KeyRow?> FindHashAsync(Session session, string sha256) => session.FirstOrDefaultAsync<KeyRow>(FindByHash, new { Sha256 = sha256 });

    public static Task<KeyRow?> FindIdAsync(Session session, string id) => session.FirstOrDefaultAsync<KeyRow>(FindById, new { Id = id });

    /// <summary>At most <paramref name="limit"/> keys by id, after one.</summary>
    public static Task<IReadOnlyList<KeyRow>> ListAsync(Session session, string after, int limit) => session.QueryAsync<KeyRow>(FindPage, new { After = after, Limit = limit });

    /// <summary>Creates a key. The secret is returned, and nowhere kept.</summary>
    public static async Task<(KeyRow Key, string Secret)> CreateAsync(WriteSession session, string name, IEnumerable<AccessScope> scopes, string? expiresAt)
    {
        var now = Instant.FromMicroseconds(session.Now());
        var secret = NewSecret();
        await InsertAsync(session, Id.New(now), name, secret, Scopes.Write(scopes), expiresAt);
        return ((await FindAsync(session, secret))!, secret);
    }

    /// <summary>Revokes a key, for good; the first instant stays. Null where there is no such key.</summary>
    public static async Task<KeyRow?> RevokeAsync(WriteSession session, string id)
    {
        await session.ExecuteAsync(Revoke, new { Id = id, At = Instant.Write(session.Now()) });
        return await FindIdAsync(session, id);
    }

    /// <summary>Notes when keys were last used; an earlier use than the one that is known changes nothing.</summary>
    public static async Task UseAsync(WriteSession session, IEnumerable<KeyValuePair<string, long>> uses)
    {
        // In one order, whoever writes.
        foreach (var (id, at) in uses.OrderBy(use => use.Key, StringComparer.Ordinal)) await session.ExecuteAsync(Use, new { Id = id, At = Instant.Write(at) });
    }

    /// <summary>
    /// Creates the administrator's key where it is absent: the configured one, or, where there is no key at all, a new one
    /// that is returned to be printed, once. So whoever has lost the key names another one in the settings. One that was revoked is
    /// there, and stays revoked.
    /// </summary>
    public static Task<(string? Created, bool IsRevoked)> BootstrapAsync(Writer writer, string? configured) => writer.RunAsync<(string?, bool)>(
        BootstrapId,
        async session =>
        {
            var count = await session.FirstOrDefaultAsync<long>(CountKeys);
            var known = configured is null ? null : await FindAsync(session, configured);
            if (configured is null ? count > 0 : known is not null) return ((null, known?.RevokedAt is not null), Keep: false);
            var secret = configured ?? NewSecret();
            await InsertAsync(session, count == 0 ? BootstrapId : $"{BootstrapId}-{count + 1}", "The first administrator's key", secret, Scopes.Write([AccessScope.Admin]), null);
            return ((configured is null ? secret : null, false), Keep: true);
        },
        CancellationToken.None);

    private static Task InsertAsync(WriteSession session, string id, string name, string secret, string scopes, string? expiresAt) => session.ExecuteAsync(
        Insert, new { Id = id, Name = name, Sha256 = Hash(secret), Scopes = scopes, CreatedAt = Instant.Write(session.Now()), ExpiresAt = expiresAt });

    private static string NewSecret() => $"stance_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";

    /// <summary>What is kept of a secret.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
