using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Data.Sqlite;
using StanceApi.Tests.Citations;
using StanceApi.Tests.Commands;
using StanceApi.Tests.Engines;
using StanceApi.Verification;

namespace StanceApi.Tests.Verification;

/// <summary>
/// A SQLite file that holds what the service never writes: each damage is told with the record that has it, and never ends the look at the rest.
/// In a finding, <c>{position}</c> and its like stand for the ids of the world.
/// </summary>
public sealed class DamageTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Damages = new()
    {
        ["DELETE FROM source_texts"] = "texts: source/{source} at \\d+ has a text_sha256 of a text that is not stored",
        ["UPDATE sources SET text_sha256 = 'none'"] = "texts: source/{source} at \\d+ has a text_sha256 of a text that is not stored",
        ["INSERT INTO sources_history SELECT * FROM sources"] = "versions: source/{source} at \\d+ does not end where the next version begins",
        ["UPDATE positions SET citations = '{bad'"] = "records: position/{position} at \\d+ cannot be read: citations holds no such list, from ",
        ["UPDATE positions SET citations = 'null'"] = "records: position/{position} at \\d+ cannot be read: citations holds no such list: it is null",
        ["UPDATE positions SET citations = '[null]'"] = "records: position/{position} at \\d+ cannot be read: citations holds no such list: it is null, or has items that are",
        ["UPDATE positions SET citations = '[]'"] = "records: position/{position} at \\d+ is not what the service takes: /citations too_few",
        ["UPDATE positions SET citations = REPLACE(citations, '\"source_id\":\"', '\"source_id\":null,\"x\":\"')"] = "records: position/{position} at \\d+ cannot be read: citations ",
        ["UPDATE positions SET argument_ids = '5'"] = "records: position/{position} at \\d+ cannot be read: argument_ids ",
        ["UPDATE positions SET conditions = '[{\"text\":\"x\"}]'"] = "records: position/{position} at \\d+ cannot be read: conditions ",
        ["UPDATE positions SET stance = 'perhaps'"] = "records: position/{position} at \\d+ cannot be read: stance holds 'perhaps', which is none of ",
        ["UPDATE positions SET stated_on = '2025-02-30'"] = "records: position/{position} at \\d+ is not what the service takes: /stated_on invalid_date",
        ["UPDATE positions SET stated_from = stated_from - 1"] = "records: position/{position} at \\d+ has another stated_from than the service gives it",
        ["UPDATE positions SET stated_until = 0"] = "records: position/{position} at \\d+ has another stated_until than the service gives it",
        ["UPDATE actors SET roles = '[{]'"] = "records: actor/{actor} at \\d+ cannot be read: roles ",
        ["UPDATE actors SET aliases = ''"] = "records: actor/{actor} at \\d+ cannot be read: aliases ",
        ["UPDATE actors SET name_key = 'other'"] = "records: actor/{actor} at \\d+ has another name_key than the service gives it",
        ["UPDATE actors SET name = ''"] = "records: actor/{actor} at \\d+ is not what the service takes: /name empty",
        ["UPDATE arguments SET relations = '[{\"argument_id\":\"a\",\"type\":\"likes\"}]'"] = "records: argument/{argument} at \\d+ cannot be read: relations ",
        ["UPDATE arguments_history SET frame = 'none'"] = "records: argument/{argument} at \\d+ cannot be read: frame holds 'none'",
        ["UPDATE sources SET published_on = 'once'"] = "records: source/{source} at \\d+ is not what the service takes: /published_on invalid_date",
        ["UPDATE sources SET title_key = ''"] = "records: source/{source} at \\d+ has another title_key than the service gives it",
        ["UPDATE questions SET tags = '[1]'"] = "records: question/{question} at \\d+ cannot be read: tags ",
        ["DELETE FROM positions"] = "versions: position/{position} at \\d+ is in the feed and nowhere else",
        ["UPDATE changes SET type = 'opinion' WHERE type = 'position'"] = "feed: opinion/{position} at \\d+ is of no noun",
        ["UPDATE changes SET op = 'forget' WHERE version = 2 AND type = 'argument'"] = "feed: argument/{argument} at \\d+ is of a change that is none",
        ["UPDATE changes SET at = 9223372036854775807 WHERE type = 'position'"] = "feed: position/{position} at \\d+ is dated in no year that there is",
        ["DROP INDEX changes_record; UPDATE changes SET version = 1 WHERE type = 'argument'"] = "feed: argument/{argument} at \\d+ is of a version that an earlier entry is of",
        ["DROP INDEX positions_seq; UPDATE positions SET seq = 1"] = "versions: position/{position} at \\d+ is not in the feed",
        ["DROP INDEX positions_seq"] = "schema: index positions_seq is not there",
        ["DROP INDEX jobs_created; CREATE INDEX jobs_created ON jobs (id)"] = "schema: index jobs_created is not the one that the migrations make",
        ["DROP TABLE job_lines"] = "schema: table job_lines is not there",
        ["DROP TABLE position_arguments_history"] = "links: database cannot be looked at further: .*position_arguments_history",
        ["DELETE FROM migrations WHERE name = 'V3__jobs.sql'"] = "schema: migration V3__jobs.sql was not applied",
    };

    private SqliteDatabase database = null!;
    private StanceHost host = null!;
    private World world = null!;
    private string position = "";

    public static TheoryData<string> Statements => [.. Damages.Keys];

    public async ValueTask InitializeAsync()
    {
        database = new SqliteDatabase();
        host = await StanceHost.OverAsync(database);
        world = await World.CreateAsync(host.Writer());
        await world.Client.PutTextAsync(world.Source, "One.\n\nTwo.\n\nThree.\n\nThe council is in favour.");
        await world.Client.ChangeAsync("arguments", world.Argument, new JsonObject { ["frame"] = "economic" });
        position = await world.AddAsync("positions", world.NewPosition());
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task What_the_service_wrote_is_sound() => Assert.Empty(await FindAsync());

    [Theory, MemberData(nameof(Statements))]
    public async Task What_the_service_never_writes_is_told_of_the_record_that_has_it(string statement)
    {
        await DamageAsync(statement);

        Assert.Matches(Told(statement), string.Join('\n', await FindAsync()));
    }

    [Fact]
    public async Task The_command_tells_every_damage_makes_every_check_and_ends_with_1()
    {
        foreach (var statement in Damages.Keys.Take(4)) await DamageAsync(statement);

        var run = await CommandRun.OverAsync(database, "verify");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            ["engine", "schema", "feed", "versions", "records", "references", "texts", "links", "citations", "search"],
            run.Output.Split('\n').Where(line => line.StartsWith("ok ", StringComparison.Ordinal) || line.StartsWith("wrong ", StringComparison.Ordinal)).Select(line => line[7..line.IndexOf(':', StringComparison.Ordinal)]));
        Assert.Contains($"position/{position} at ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", run.Errors, StringComparison.Ordinal);
    }

    private string Told(string statement) => Damages[statement]
        .Replace("{source}", world.Source, StringComparison.Ordinal)
        .Replace("{question}", world.Question, StringComparison.Ordinal)
        .Replace("{actor}", world.Actor, StringComparison.Ordinal)
        .Replace("{argument}", world.Argument, StringComparison.Ordinal)
        .Replace("{position}", position, StringComparison.Ordinal);

    private async Task DamageAsync(string statement)
    {
        await using var connection = new SqliteConnection($"{database.ConnectionString};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON");
        await connection.ExecuteAsync(statement);
    }

    private async Task<IReadOnlyList<string>> FindAsync()
    {
        var verification = ActivatorUtilities.CreateInstance<StoreVerification>(host.Services);
        await using var session = await verification.OpenAsync(TestContext.Current.CancellationToken);
        var found = new List<string>();
        foreach (var check in verification.Checks(session, _ => { }))
        {
            await foreach (var discrepancy in check.Discrepancies()) found.Add($"{check.Name}: {discrepancy.Place} {discrepancy.Fault}");
        }

        return found;
    }
}
