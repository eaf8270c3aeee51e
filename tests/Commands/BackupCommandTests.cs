using StanceApi.Storage;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Commands;

/// <summary>Copies and their way back, as a script sees it. Always on SQLite; what a server answers instead is skipped where there is none.</summary>
public sealed class BackupCommandTests : IAsyncLifetime
{
    private readonly SqliteDatabase database = new();
    private readonly SqliteDatabase restored = new();
    private readonly string folder = Directory.CreateTempSubdirectory("stance-copies-").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        await database.DisposeAsync();
        await restored.DisposeAsync();
    }

    [Fact]
    public async Task A_served_database_is_backed_up_restored_and_verified_and_nothing_is_overwritten_unasked()
    {
        await using var host = await StanceHost.OverAsync(database, "--Seeds:OnEmpty", "true");
        var file = Path.Combine(folder, "copy.db");

        var made = await CommandRun.OverAsync(database, "backup", file);
        var again = await CommandRun.OverAsync(database, "backup", file);
        var back = await CommandRun.OverAsync(restored, "restore", file);
        var unasked = await CommandRun.OverAsync(restored, "restore", file);
        var served = await CommandRun.OverAsync(database, "restore", file, "--overwrite");
        var verified = await CommandRun.OverAsync(restored, "verify");

        Assert.Equal([0, 2, 0, 2, 3, 0], new[] { made, again, back, unasked, served, verified }.Select(run => run.ExitCode));
        Assert.Contains("feed position 44", made.Output, StringComparison.Ordinal);
        Assert.Contains("feed position 44", back.Output, StringComparison.Ordinal);
        Assert.Contains("keys that were revoked since may be valid again", back.Errors, StringComparison.Ordinal);
        Assert.Contains("--overwrite", unasked.Errors, StringComparison.Ordinal);
        Assert.Contains("Stop it", served.Errors, StringComparison.Ordinal);
        Assert.Equal(["copy.db"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task In_a_folder_the_newest_copies_are_kept()
    {
        await (await StanceHost.OverAsync(database)).DisposeAsync();

        var first = await CommandRun.OverAsync(database, "backup", folder);
        var second = await CommandRun.OverAsync(database, "backup", "--Backups:Folder", folder, "--Backups:Keep", "1");
        var nowhere = await CommandRun.OverAsync(database, "backup");
        var none = await CommandRun.OverAsync(database, "backup", folder, "--keep", "0");

        Assert.Equal([0, 0, 2, 2], new[] { first, second, nowhere, none }.Select(run => run.ExitCode));
        Assert.StartsWith(Assert.Single(Directory.EnumerateFiles(folder)), second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_is_not_whole_is_not_restored()
    {
        await (await StanceHost.OverAsync(database, "--Seeds:OnEmpty", "true")).DisposeAsync();
        var file = Path.Combine(folder, "copy.db");
        await CommandRun.OverAsync(database, "backup", file);
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=false"))
            Dapper.SqlMapper.Execute(connection, "DELETE FROM changes WHERE seq = 7");

        var gap = await CommandRun.OverAsync(restored, "restore", file);
        var absent = await CommandRun.OverAsync(restored, "restore", Path.Combine(folder, "absent.db"));

        Assert.Equal((3, 2), (gap.ExitCode, absent.ExitCode));
        Assert.Contains("gap in the feed", gap.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(restored.File));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told_so()
    {
        var run = await CommandRun.OverAsync(database, "backup", folder);

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Contains($"There is no file {database.File}. Name the right one in ConnectionStrings__Stance.", run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder));
        Assert.False(File.Exists(database.File));
    }

    [Fact]
    public async Task What_a_copy_has_not_finished_is_no_store_to_back_up()
    {
        await (await StanceHost.OverAsync(database)).DisposeAsync();
        await using (var engine = SqliteEngine.Of(database.File))
        await using (var connection = await engine.OpenWriterAsync())
            Dapper.SqlMapper.Execute(connection, UnfinishedCopy.Create(engine));

        var run = await CommandRun.OverAsync(database, "backup", folder);

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Contains("There is no backup: A copy into this database was not finished", run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder));
    }

    [Fact]
    public async Task A_database_on_a_server_is_left_to_what_the_server_has()
    {
        Assert.SkipWhen(PostgreSqlCluster.MaySkip, PostgreSqlCluster.Missing ?? "");
        await using var server = await PostgreSqlDatabase.CreateAsync();

        var backup = await CommandRun.OverAsync(server, "backup", folder);
        var restore = await CommandRun.OverAsync(server, "restore", "copy.db");

        Assert.Equal((2, 2), (backup.ExitCode, restore.ExitCode));
        Assert.Contains("pg_dump", backup.Errors, StringComparison.Ordinal);
        Assert.Contains("pg_restore", restore.Errors, StringComparison.Ordinal);
    }
}
