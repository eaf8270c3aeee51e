using System.Security.Cryptography;
using System.Text;
using StanceApi.Citations;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Verification;

/// <summary>
/// Whether a store is whole: every promise that its records keep to one another, read from one snapshot and written nowhere. Each check looks
/// at all there is, holding a page of it at a time.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="nouns">The nouns.</param>
/// <param name="texts">The stored texts.</param>
internal sealed class StoreVerification(Engine engine, IEnumerable<INoun> nouns, SourceTexts texts)
{
    /// <summary>How often <c>told</c> of <see cref="Checks"/> is told of every version.</summary>
    public const int Passes = 4;

    /// <summary>A statement over a large store takes its time; whoever has enough of it stops the process.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private const string FindTexts = """
        SELECT sha256, text
        FROM source_texts
        ORDER BY sha256
        """;

    private readonly INoun[] nouns = [.. nouns];

    /// <summary>Begins to read: every check sees the same state.</summary>
    /// <exception cref="StoreException">The store is away.</exception>
    public Task<ReadSession> OpenAsync(CancellationToken cancellation) =>
        ReadSession.OpenAsync(engine, engine.OpenExporterAsync, Longest, (connection, _) => connection.DisposeAsync(), cancellation);

    /// <summary>The checks, the foundations first.</summary>
    /// <param name="session">What is checked.</param>
    /// <param name="told">Told how many versions of records were looked at, whenever some were.</param>
    public IEnumerable<Check> Checks(ReadSession session, Action<int> told)
    {
        yield return Check.Of("engine", "the database's own structures are sound", () => EngineAsync(session));
        yield return Check.Of("schema", "the database is what the migrations make", () => SchemaCheck.RunAsync(session));
        yield return Check.Of("feed", "the feed has every position from 1 to its head, in the order of time", () => Consistency.FeedAsync(session, nouns));
        yield return Check.Of("versions", "feed, history and current rows tell the same versions of every record", () => Consistency.VersionsAsync(session, nouns));
        yield return Check.Of("records", "every version is one that the service takes, with the columns that it gives it", () => RecordCheck.RunAsync(session, nouns, told));
        yield return Check.Of("references", "everything that is referred to is there", () => Consistency.ReferencesAsync(session, nouns));
        yield return Check.Of("texts", "every text that a source names is stored, and is the one of its hash", () => TextsAsync(session));
        yield return Check.Of("links", "link tables hold what the lists of every version say", () => LinkCheck.RunAsync(session, nouns, told));
        yield return Check.Of("citations", "the check of every citation is what the stored text says", () => CitationCheck.RunAsync(session, nouns, texts, told));
        yield return Check.Of("search", "the search finds what the records say, and nothing else", () => SearchCheck.RunAsync(session, nouns, told));
    }

    /// <summary>How many versions of records the feed has, nearly: what <c>told</c> of <see cref="Checks"/> comes to in each pass.</summary>
    public static async Task<long> VersionsAsync(ReadSession session) => (await FeedHead.ReadAsync(session)).Seq;

    private static async IAsyncEnumerable<Discrepancy> EngineAsync(Session session)
    {
        await foreach (var fault in session.StreamAsync<string>(session.Engine.Faults)) yield return new Discrepancy("database", fault);
    }

    private static async IAsyncEnumerable<Discrepancy> TextsAsync(Session session)
    {
        await foreach (var missing in Consistency.TextsAsync(session)) yield return missing;
        await foreach (var row in session.StreamAsync<TextRow>(FindTexts, rowsAtOnce: 1))
        {
            if (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(row.Text))) != row.Sha256) yield return new Discrepancy($"text {row.Sha256}", "has another hash");
        }
    }

    private sealed record TextRow
    {
        public required string Sha256 { get; init; }

        public required string Text { get; init; }
    }
}
