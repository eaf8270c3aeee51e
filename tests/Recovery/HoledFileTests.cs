using Dapper;
using Microsoft.Data.Sqlite;
using StanceApi.Commands;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Recovery;

/// <summary>A database with pages that the disk has lost: every answer is right or a 503. Always on SQLite, which is a file.</summary>
public sealed class HoledFileTests : IAsyncLifetime
{
    private const int PageBytes = 4_096;

    private static readonly string[] Paths =
    [
        "/v1/sources", "/v1/questions", "/v1/actors", "/v1/positions", "/v1/arguments", "/v1/positions?count=true&expand=actor,arguments&sort=-stated_on", "/v1/stances", "/v1/changes?after=0&limit=100",
        "/v1/search?q=gaza", "/v1/questions/contribute-troops/summary", "/v1/positions/s12-sanaullah-personal-support/history", "/v1/actors?known_at=20",
    ];

    private readonly SqliteDatabase database = new();

    public async ValueTask InitializeAsync()
    {
        await using (await StanceHost.OverAsync(database, "--Seeds:OnEmpty", "true"))
        {
        }

        using var connection = new SqliteConnection($"{database.ConnectionString};Pooling=false");
        connection.Execute("PRAGMA journal_mode = DELETE");
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task What_cannot_be_read_is_no_answer(int seed)
    {
        Dictionary<string, string> right;
        var sound = await File.ReadAllBytesAsync(database.File, TestContext.Current.CancellationToken);
        await using (var host = await StanceHost.OverAsync(database)) right = await AnswersAsync(host);
        await File.WriteAllBytesAsync(database.File, Holed(sound, new Random(seed)), TestContext.Current.CancellationToken);
        foreach (var ending in new[] { "-wal", "-shm" }) File.Delete($"{database.File}{ending}");

        var refused = await Record.ExceptionAsync(async () =>
        {
            await using var host = await StanceHost.OverAsync(database);
            Assert.All(await AnswersAsync(host), answer => Assert.Contains(answer.Value, new[] { right[answer.Key], "503 store_unavailable" }));
        });

        Assert.True(refused is null || StartFailure.Of(refused)?.ExitCode == 3, refused?.ToString());
    }

    /// <summary>As after another file was copied over the one that is served.</summary>
    [Fact]
    public async Task Rows_of_another_table_are_no_answer()
    {
        await using var host = await StanceHost.OverAsync(database);
        var right = await AnswersAsync(host);
        using (var connection = new SqliteConnection($"{database.ConnectionString};Pooling=false"))
        {
            connection.Execute("""
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'questions') WHERE name = 'changes';
                PRAGMA schema_version = 10000;
                """);
        }

        var answers = await AnswersAsync(host);

        Assert.All(answers, answer => Assert.Contains(answer.Value, new[] { right[answer.Key], "503 store_unavailable" }));
        Assert.Equal("503 store_unavailable", answers["/v1/changes?after=0&limit=100"]);
    }

    [Fact]
    public async Task A_list_that_is_none_is_no_answer()
    {
        await using var host = await StanceHost.OverAsync(database);
        using (var connection = new SqliteConnection($"{database.ConnectionString};Pooling=false")) connection.Execute("UPDATE positions SET conditions = '[null]'");

        Assert.Equal("503 store_unavailable", (await AnswersAsync(host))["/v1/stances"]);
    }

    /// <summary>One page in eight is lost, the first one aside.</summary>
    private static byte[] Holed(byte[] sound, Random random)
    {
        var holed = sound.ToArray();
        for (var page = 1; page < holed.Length / PageBytes; page++)
            if (random.Next(8) == 0) holed.AsSpan(page * PageBytes, PageBytes).Clear();
        return holed;
    }

    /// <summary>For each path the status, and what is answered.</summary>
    private static async Task<Dictionary<string, string>> AnswersAsync(StanceHost host)
    {
        using var client = host.Reader();
        var answers = new Dictionary<string, string>();
        foreach (var path in Paths)
        {
            var answer = await client.ReadAsync(path);
            answers[path] = $"{(int)answer.Status} {answer.Code ?? answer.Body!.ToJsonString()}";
        }

        return answers;
    }
}
