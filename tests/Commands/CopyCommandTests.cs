using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Commands;

/// <summary>The verb that moves a store, as a script sees it.</summary>
public sealed class CopyCommandTests : IAsyncLifetime
{
    private TestDatabase source = null!;
    private TestDatabase target = null!;

    public async ValueTask InitializeAsync()
    {
        source = await TestDatabase.CreateAsync();
        target = await TestDatabase.CreateOtherAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (source is not null) await source.DisposeAsync();
        if (target is not null) await target.DisposeAsync();
    }

    [Fact]
    public async Task A_copy_tells_what_both_sides_hold_and_is_not_made_twice()
    {
        await (await StanceHost.OverAsync(source, "--Seeds:OnEmpty", "true")).DisposeAsync();

        var first = await CopyAsync(source.ConnectionString, target.ConnectionString);
        var second = await CopyAsync(source.ConnectionString, target.ConnectionString);

        Assert.Equal(0, first.ExitCode);
        Assert.Matches("(?m)^positions +13 rows  [0-9a-f]{64}$", first.Output);
        Assert.EndsWith($"Both sides are the same, up to position 44 of the feed.{Environment.NewLine}", first.Output, StringComparison.Ordinal);
        Assert.Equal((3, ""), (second.ExitCode, second.Output));
        Assert.Matches(@"\A--to: The database is not empty: .* name it in --to\.\s*\z", second.Errors);
        Assert.Equal(0, (await CommandRun.OverAsync(target, "verify")).ExitCode);
    }

    [Theory]
    [InlineData("--from")]
    [InlineData("--to")]
    public async Task A_connection_string_that_cannot_be_read_is_a_wrong_use(string option)
    {
        const string Wrong = "Host=localhost;Databse=x;Password=kept-secret";
        await (await StanceHost.OverAsync(source)).DisposeAsync();

        var run = option == "--from" ? await CopyAsync(Wrong, target.ConnectionString) : await CopyAsync(source.ConnectionString, Wrong);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains($"{option} is Data Source=FILE", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("kept-secret", run.Errors, StringComparison.Ordinal);
    }

    private static Task<CommandRun> CopyAsync(string from, string to) => CommandRun.OfAsync(["copy", "--from", from, "--to", to]);
}
