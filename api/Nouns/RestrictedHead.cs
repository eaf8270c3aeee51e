using StanceApi.Access;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>
/// How far a standby must have come to show texts to whoever may not read restricted ones: the last position at which a source was written whose text is
/// restricted. Asked of the primary, so that a restriction holds everywhere from its answer on.
/// </summary>
internal static class RestrictedHead
{
    private const string Find = """
        SELECT COALESCE(MAX(seq), 0)
        FROM (
          SELECT MAX(seq) AS seq
          FROM sources
          WHERE text_access = 'restricted'
          UNION ALL
          SELECT MAX(seq) AS seq
          FROM sources_history
          WHERE text_access = 'restricted') AS restricted
        """;

    /// <summary>Null where any state will do, since there are no standbys or restricted texts are shown too.</summary>
    /// <exception cref="StoreException">The primary cannot be read.</exception>
    public static async Task<long?> ReadAsync(HttpContext http, Readers readers)
    {
        if (!readers.HaveStandbys || !Caller.OnlyReads(http.User) || Caller.Has(http.User, AccessScope.Texts)) return null;
        await using var session = await readers.OpenKeptAsync(http.RequestAborted);
        return await session.FirstOrDefaultAsync<long>(Find);
    }
}
