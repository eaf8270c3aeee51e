using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Commands;

/// <summary>The verbs that make a database what a service needs.</summary>
public sealed class SeedCommandTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task An_empty_database_is_migrated_and_filled_once()
    {
        var first = await CommandRun.OverAsync(database, "seed");
        var second = await CommandRun.OverAsync(database, "seed");

        Assert.Equal(new CommandRun(0, $"Loaded the demonstration data: 44 records.{Environment.NewLine}", ""), first);
        Assert.Equal(new CommandRun(0, $"The database is not empty: nothing was loaded.{Environment.NewLine}", ""), second);
    }

    [Fact]
    public async Task A_folder_that_is_absent_ends_with_the_code_of_the_store()
    {
        var run = await CommandRun.OfAsync(["migrate", "--ConnectionStrings:Stance", $"Data Source={Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "stance.db")}"]);

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Contains("Create the folder", run.Errors, StringComparison.Ordinal);
    }
}
