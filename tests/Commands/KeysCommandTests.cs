using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Commands;

/// <summary>Keys by the command line, and what holds for a store that a service has open.</summary>
public sealed class KeysCommandTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_key_that_is_created_on_the_store_opens_the_service_until_it_is_revoked_there()
    {
        var created = await CommandRun.OverAsync(database, "keys", "create", "The nightly import", "--scope", "write");
        await using var host = await StanceHost.OverAsync(database);
        using var client = host.Client(created.Output.TrimEnd());
        var before = await client.CreateAsync("questions", new() { ["text"] = "Should the bridge be built?" });
        var listed = await SendAsync(host, "keys", "list");
        var line = listed.Output.Split(Environment.NewLine).Single(each => each.EndsWith("The nightly import", StringComparison.Ordinal));

        var revoked = await SendAsync(host, "keys", "revoke", line.Split('\t')[0]);
        var after = await client.CreateAsync("questions", new() { ["text"] = "Should it be built now?" });
        var unknown = await SendAsync(host, "keys", "revoke", "nobody");

        Assert.Equal((0, HttpStatusCode.Created), (created.ExitCode, before.Status));
        Assert.Equal(["valid", "write"], line.Split('\t')[1..3]);
        Assert.Equal((0, HttpStatusCode.Unauthorized), (revoked.ExitCode, after.Status));
        Assert.Equal(2, unknown.ExitCode);
    }

    [Theory]
    [InlineData("2099-01-01", "2099-01-01T00:00:00.000000Z")]
    [InlineData("2099-06", "2099-06-01T00:00:00.000000Z")]
    [InlineData("2099-01-01T12:30:00Z", "2099-01-01T12:30:00.000000Z")]
    public async Task A_key_ends_at_the_first_instant_of_a_date(string given, string end)
    {
        var created = await CommandRun.OverAsync(database, "keys", "create", "The nightly import", "--expires", given);
        var listed = await CommandRun.OverAsync(database, "keys", "list");

        Assert.True(created.ExitCode == 0, created.Errors);
        Assert.Equal(["valid", "read", end], listed.Output.TrimEnd().Split('\t')[1..4]);
    }

    [Theory]
    [InlineData("[1,2]", "list")]
    [InlineData("{}", "list")]
    [InlineData("[1,2]", "create", "Mine")]
    [InlineData("{}", "create", "Mine")]
    [InlineData("{}", "revoke", "mine")]
    public async Task Another_program_that_answers_is_told_to_be_one(string answer, params string[] words)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var other = builder.Build();
        other.MapFallback(() => Results.Content(answer, "application/json"));
        await other.StartAsync(TestContext.Current.CancellationToken);

        var run = await CommandRun.OfAsync(["keys", .. words, "--url", other.Urls.Single()]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("is not this service", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_tells_the_terminal_nothing_and_ends_no_line()
    {
        await CommandRun.OverAsync(database, "keys", "create", "A\u001b[2J\nB");

        var listed = await CommandRun.OverAsync(database, "keys", "list");

        Assert.EndsWith("\tA\uFFFD[2J\uFFFDB", Assert.Single(listed.Output.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_that_is_no_date_is_refused_before_anything_is_asked()
    {
        var refused = await CommandRun.OfAsync(["keys", "create", "Mine", "--expires", "tomorrow", "--url", "http://127.0.0.1:9"]);

        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("--expires is a date or an instant", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_a_service_has_open_is_read_beside_it_and_written_only_through_it()
    {
        await using var file = new SqliteDatabase();
        await using var host = await StanceHost.OverAsync(file);

        var listed = await CommandRun.OverAsync(file, "keys", "list");
        var refused = await CommandRun.OverAsync(file, "keys", "create", "Another");

        Assert.Equal(0, listed.ExitCode);
        Assert.Single(listed.Output.TrimEnd().Split(Environment.NewLine));
        Assert.Equal((3, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("--url", refused.Errors, StringComparison.Ordinal);
    }

    private static Task<CommandRun> SendAsync(StanceHost host, params string[] words) =>
        CommandRun.OfAsync([.. words, "--url", host.Address.ToString(), "--key", StanceHost.AdministratorKey]);
}
