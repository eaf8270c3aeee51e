using System.Text.RegularExpressions;
using StanceApi.Tests.Fuzzing;

namespace StanceApi.Tests.Engines;

/// <summary>
/// Two services with the demonstration data, one on each engine, that are asked the same. The time is the same for both, and ids are
/// the client's, so that what is left to mask is what the service draws by chance.
/// </summary>
public sealed partial class TwoEngines : IAsyncLifetime
{
    /// <summary>Headers that tell of the moment, or of what was asked before.</summary>
    private static readonly string[] Passing = ["Date", "RateLimit", "RateLimit-Policy", "Content-Length", "Transfer-Encoding"];

    private StanceHost? sqlite;
    private StanceHost? postgreSql;

    internal Fuzzer SQLite { get; private set; } = null!;

    internal Fuzzer PostgreSql { get; private set; } = null!;

    /// <summary>Starts both; the tests are skipped where there is no server, and in the run on PostgreSQL, since the other run has them.</summary>
    public async ValueTask InitializeAsync()
    {
        if (PostgreSqlCluster.MaySkip || TestDatabase.IsServer) return;
        var (one, other) = (new SteppedClock(), new SteppedClock());
        (sqlite, postgreSql) = (await StanceHost.AtAsync(one, new SqliteDatabase()), await StanceHost.AtAsync(other, await PostgreSqlDatabase.CreateAsync()));
        (SQLite, PostgreSql) = (await Fuzzer.OfAsync(sqlite, IsCertain, one), await Fuzzer.OfAsync(postgreSql, IsCertain, other));
    }

    /// <summary>Skips a test that cannot be run here, or was run already.</summary>
    public static void SkipWhereNotAsked()
    {
        Assert.SkipWhen(PostgreSqlCluster.MaySkip, PostgreSqlCluster.Missing ?? "");
        Assert.SkipWhen(TestDatabase.IsServer, "Both engines are compared in the run on SQLite.");
    }

    public async ValueTask DisposeAsync()
    {
        SQLite?.Dispose();
        PostgreSql?.Dispose();
        if (sqlite is not null) await sqlite.DisposeAsync();
        if (postgreSql is not null) await postgreSql.DisposeAsync();
    }

    /// <summary>Asks both and compares the answers, byte for byte.</summary>
    internal async Task<FuzzAnswer> AskAsync(FuzzRequest request)
    {
        var (one, other) = (await SQLite.SendAsync(request), await PostgreSql.SendAsync(request));
        AssertSame(request, one, other, $"{request}");
        return one;
    }

    internal static void AssertSame(FuzzRequest request, FuzzAnswer one, FuzzAnswer other, string told)
    {
        var (first, second) = (Masked(one), Masked(other));
        Assert.True(first == second, $"{told}\n{Around(first, second)}\n--- PostgreSQL ---\n{Around(second, first)}");
    }

    /// <summary>
    /// Whether chance has no part in the answers: jobs are somewhere on their way, the ids of keys are the service's own, in cursors too, and
    /// copies of the store are files of SQLite.
    /// </summary>
    private static bool IsCertain(Operation operation) => operation.Collection is not ("jobs" or "backups") && operation.Id is not ("listKeys" or "exportDatabase");

    /// <summary>All that was answered, but for ids that the service made, secrets, traces and last uses. Of a stream only that it is one.</summary>
    private static string Masked(FuzzAnswer answer)
    {
        var headers = answer.Headers.Where(header => !Passing.Contains(header.Key)).OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {header.Value}");
        var body = answer.MediaType == "text/event-stream" ? "" : System.Text.Encoding.Latin1.GetString(answer.Body);
        return ByChance().Replace($"{answer.Status}\n{string.Join('\n', headers)}\n\n{body}", "*");
    }

    /// <summary>What stands where two texts begin to differ.</summary>
    private static string Around(string text, string other)
    {
        var place = text.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();
        return text[Math.Max(0, place - 300)..Math.Min(text.Length, place + 300)];
    }

    [GeneratedRegex("""
        [0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|stance_[A-Za-z0-9_-]{20,}|"trace_id":"[^"]*"|"last_used_at":("[^"]*"|null)
        """)]
    private static partial Regex ByChance();
}
