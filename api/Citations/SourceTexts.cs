using Microsoft.Extensions.Caching.Memory;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Citations;

/// <summary>
/// The stored texts of sources, by hash, made ready for checks. Texts never change, so the last ones used are kept in memory: many
/// citations of one text prepare it once.
/// </summary>
internal sealed class SourceTexts : IDisposable
{
    /// <summary>How many bytes the kept ones take at most: some six of the largest.</summary>
    private const long MostBytes = 128L * 1_024 * 1_024;

    private const string Find = """
        SELECT text
        FROM source_texts
        WHERE sha256 = @Sha256
        """;

    private const string Insert = """
        INSERT INTO source_texts (sha256, text)
        VALUES (@Sha256, @Text)
        ON CONFLICT (sha256) DO NOTHING
        """;

    private readonly MemoryCache prepared = new(new MemoryCacheOptions { SizeLimit = MostBytes });

    /// <summary>The text of a hash, just as it was sent; null where no such text is stored.</summary>
    public static Task<string?> FindAsync(Session session, string sha256) => session.FirstOrDefaultAsync<string>(Find, new { Sha256 = sha256 });

    /// <summary>The text of a hash that a source names.</summary>
    /// <exception cref="DamagedColumnException">No such text is stored.</exception>
    public static async Task<string> ReadAsync(Session session, string textSha256) =>
        await FindAsync(session, textSha256) ?? throw new DamagedColumnException(nameof(textSha256), $"names a text that is not stored: {textSha256}");

    public static Task StoreAsync(WriteSession session, string sha256, string text) => session.ExecuteAsync(Insert, new { Sha256 = sha256, Text = text });

    /// <summary>A text that is kept in memory, ready for checks; null where it is not.</summary>
    public PreparedText? Kept(string sha256) => prepared.Get<PreparedText>(sha256);

    /// <summary>A text that is stored, ready for checks; null for no hash.</summary>
    /// <exception cref="DamagedColumnException">No such text is stored.</exception>
    public async Task<PreparedText?> PreparedAsync(Session session, string? sha256)
    {
        if (sha256 is null) return null;
        return Kept(sha256) ?? Prepare(await ReadAsync(session, sha256), sha256);
    }

    /// <summary>Makes a text ready for checks and keeps it in memory.</summary>
    public PreparedText Prepare(string text, string sha256)
    {
        var ready = PreparedText.Of(text, sha256);
        return prepared.Set(sha256, ready, new MemoryCacheEntryOptions { Size = ready.Bytes });
    }

    public void Dispose() => prepared.Dispose();
}
