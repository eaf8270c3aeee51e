using Dapper;
using Microsoft.Data.Sqlite;
using StanceApi.Commands;
using StanceApi.Storage;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Storage;

/// <summary>What only a store in a file can go wrong with. Always on SQLite, which needs no server.</summary>
public sealed class FileTests : IAsyncLifetime
{
    private readonly SqliteDatabase database = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_second_process_on_the_same_file_is_refused()
    {
        await using var first = await StanceHost.OverAsync(database);

        var refused = await Assert.ThrowsAsync<StoreLockedException>(() => StanceHost.OverAsync(database));

        Assert.Equal(3, StartFailure.Of(refused)!.ExitCode);
    }

    [Fact]
    public async Task A_commit_waits_until_the_disk_has_it()
    {
        await using var host = await StanceHost.OverAsync(database);
        await using var connection = await host.Services.GetRequiredService<Engine>().OpenWriterAsync();

        Assert.Equal("wal", await connection.ExecuteScalarAsync<string>("PRAGMA journal_mode"));
        // FULL: the log is synced at each commit. NORMAL would sync it only when it is carried over.
        Assert.Equal(2, await connection.ExecuteScalarAsync<long>("PRAGMA synchronous"));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        var rubbish = new string('x', 5_000);
        await File.WriteAllTextAsync(database.File, rubbish, TestContext.Current.CancellationToken);

        var refused = await Record.ExceptionAsync(() => StanceHost.OverAsync(database));

        Assert.Contains("restore a backup", StartFailure.Of(refused!)!.Message, StringComparison.Ordinal);
        Assert.Equal(rubbish, await File.ReadAllTextAsync(database.File, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Another_name_of_the_same_file_is_the_same_database()
    {
        await using var first = await StanceHost.OverAsync(database);
        var link = Path.ChangeExtension(database.File, ".link");
        File.CreateSymbolicLink(link, database.File);

        await Assert.ThrowsAsync<StoreLockedException>(() => StanceHost.RunAsync("--ConnectionStrings:Stance", new SqliteConnectionStringBuilder { DataSource = link }.ToString()));
    }

    [Fact]
    public async Task A_file_with_a_second_name_of_its_own_is_refused_by_either_name()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "How many names a file has is asked on Linux.");
        var link = Path.ChangeExtension(database.File, ".link");
        await using (await StanceHost.OverAsync(database))
        {
            using var linking = System.Diagnostics.Process.Start("ln", [database.File, link]);
            await linking.WaitForExitAsync(TestContext.Current.CancellationToken);
            await RefusesAsync(link);
        }

        await RefusesAsync(database.File);
        File.Delete(link);
        await using var alone = await StanceHost.OverAsync(database);

        async Task RefusesAsync(string file)
        {
            var refused = await Record.ExceptionAsync(() => StanceHost.RunAsync("--ConnectionStrings:Stance", new SqliteConnectionStringBuilder { DataSource = file }.ToString()));
            Assert.Contains("hard links", StartFailure.Of(refused!)!.Message, StringComparison.Ordinal);
        }
    }
}
