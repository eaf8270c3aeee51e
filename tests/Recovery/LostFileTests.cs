using System.Net;
using Dapper;
using Microsoft.Data.Sqlite;
using StanceApi.Storage;
using StanceApi.Tests.Commands;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Recovery;

/// <summary>A file that is taken from under a running service: what would be written to it is gone when the process ends, so nothing is acknowledged. Always on SQLite.</summary>
public sealed class LostFileTests : IAsyncLifetime
{
    private readonly SqliteDatabase database = new();

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere files that are open cannot be deleted, or are not told apart.");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [InlineData("deleted", "")]
    [InlineData("replaced", "")]
    [InlineData("deleted", StoreLock.Ending)]
    [InlineData("deleted", "-wal")]
    [InlineData("replaced", "-wal")]
    [InlineData("deleted", "-shm")]
    public async Task Nothing_is_acknowledged_that_nobody_would_find_again(string what, string ending)
    {
        await using var host = await StanceHost.OverAsync(database);
        using var client = host.Writer();
        var before = await client.CreateAsync("questions", new() { ["text"] = "Is it there?" });
        var file = $"{database.File}{ending}";
        File.Move(file, $"{file}.old");
        if (what == "replaced") File.Copy($"{file}.old", file);

        var after = await client.CreateAsync("questions", new() { ["text"] = "Is it still there?" });
        var later = await client.CreateAsync("questions", new() { ["text"] = "Is it there later?" });
        var ready = await client.ReadAsync("/health/ready");
        File.Delete(file);
        File.Move($"{file}.old", file);
        var again = await client.CreateAsync("questions", new() { ["text"] = "Is it there again?" });

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (before.Status, again.Status));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (after.Status, later.Status, ready.Status));
        Assert.All([after, later, ready], answer => Assert.Contains("deleted or replaced", (string)answer.Body!["detail"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_written_to_a_file_that_was_moved_away_is_in_it_once_the_service_has_ended()
    {
        await WriteAsync(5, () => File.Move(database.File, $"{database.File}.away"));
        File.Move($"{database.File}.away", database.File);

        Assert.Equal(5, await CountAsync());
    }

    [Fact]
    public async Task A_file_that_took_the_place_of_another_is_not_given_the_log_of_that()
    {
        await using var other = new SqliteDatabase();
        await (await StanceHost.OverAsync(other)).DisposeAsync();

        await WriteAsync(300, () => File.Move(other.File, database.File, overwrite: true));

        Assert.Equal(0, await CountAsync());
        Assert.Equal(0, (await CommandRun.OverAsync(database, "verify")).ExitCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_log_without_its_file_is_left_alone_until_the_file_is_there_again(bool isEmpty)
    {
        using (var service = await ServiceProcess.StartAsync(database))
        {
            for (var number = 0; number < 5; number++) Assert.Equal(HttpStatusCode.Created, (await service.Client.CreateAsync("questions", new() { ["text"] = "Is it there?" })).Status);
            service.Kill();
        }

        File.Move(database.File, $"{database.File}.away");
        if (isEmpty) await File.WriteAllBytesAsync(database.File, [], TestContext.Current.CancellationToken);
        var (code, errors) = await ServiceProcess.RefusedAsync(database);
        var verified = await CommandRun.OverAsync(database, "verify");
        var backedUp = await CommandRun.OverAsync(database, "backup", $"{database.File}.copy");
        var restored = await CommandRun.OverAsync(database, "restore", $"{database.File}.away");
        File.Move($"{database.File}.away", database.File, overwrite: true);

        Assert.Equal(3, code);
        Assert.All([errors, verified.Errors, backedUp.Errors], each => Assert.Contains("Put the file back in its place", each, StringComparison.Ordinal));
        Assert.Equal((isEmpty ? 2 : 3, ""), (restored.ExitCode, restored.Output));
        Assert.Equal(5, await CountAsync());
    }

    /// <summary>Whoever reads it (Litestream does all the time) keeps the log from being moved into the file that was there.</summary>
    [Fact]
    public async Task A_log_that_could_not_be_moved_into_its_own_file_is_set_aside_and_not_given_to_another()
    {
        await using var other = new SqliteDatabase();
        await (await StanceHost.OverAsync(other)).DisposeAsync();
        var away = $"{database.File}.away";
        SqliteConnection? reader = null;
        await WriteAsync(50, () =>
        {
            reader = new SqliteConnection($"{database.ConnectionString};Pooling=false");
            reader.Open();
            reader.Execute("BEGIN; SELECT COUNT(*) FROM questions");
            File.Move(database.File, away);
            File.Copy(other.File, database.File);
        });
        reader!.Dispose();

        Assert.Equal(0, await CountAsync());
        Assert.Equal(0, (await CommandRun.OverAsync(database, "verify")).ExitCode);
        File.Move(away, database.File, overwrite: true);
        File.Move(Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(database.File)!, "*.lost-*-wal")), $"{database.File}-wal", overwrite: true);
        Assert.Equal(50, await CountAsync());
    }

    [Fact]
    public async Task A_link_that_leads_elsewhere_one_day_leads_no_connection_there()
    {
        await using var other = new SqliteDatabase();
        await (await StanceHost.OverAsync(other)).DisposeAsync();
        var link = $"{database.File}.link";
        File.CreateSymbolicLink(link, database.File);
        await using var host = await StanceHost.RunAsync("--ConnectionStrings:Stance", $"Data Source={link}", "--Auth:BootstrapKey", StanceHost.AdministratorKey, "--Seeds:OnEmpty", "false");
        using var client = new HttpClient { BaseAddress = new Uri(host.Urls.Single()), DefaultRequestHeaders = { Authorization = new("Bearer", StanceHost.AdministratorKey) } };
        await client.CreateAsync("questions", new() { ["text"] = "Is it there?" });

        File.Delete(link);
        File.CreateSymbolicLink(link, other.File);
        var later = await client.CreateAsync("questions", new() { ["text"] = "Is it still there?" });

        Assert.Equal(HttpStatusCode.Created, later.Status);
        await host.DisposeAsync();
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task Only_copies_that_the_service_left_are_deleted_when_it_starts()
    {
        var own = SqliteFiles.NewCopyOf(database.File);
        string[] others = [$"{database.File}.copy-before-upgrade", $"{database.File}.copy-{Guid.NewGuid():N}.db"];
        foreach (var path in new[] { own, $"{own}-wal", others[0], others[1] }) await File.WriteAllTextAsync(path, "A copy.", TestContext.Current.CancellationToken);

        await (await StanceHost.OverAsync(database)).DisposeAsync();

        Assert.Equal([false, false, true, true], new[] { own, $"{own}-wal", others[0], others[1] }.Select(File.Exists));
    }

    [Fact]
    public async Task What_a_deleted_log_holds_is_in_the_file_once_the_service_has_ended()
    {
        await WriteAsync(5, () => File.Delete($"{database.File}-wal"));

        Assert.Equal(5, await CountAsync());
    }

    /// <summary>Writes questions, has a file lost, and ends the service.</summary>
    private async Task WriteAsync(int count, Action lose)
    {
        await using var host = await StanceHost.OverAsync(database);
        using var client = host.Writer();
        for (var number = 0; number < count; number++) Assert.Equal(HttpStatusCode.Created, (await client.CreateAsync("questions", new() { ["text"] = "Is it there?" })).Status);
        lose();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.CreateAsync("questions", new() { ["text"] = "Is it still there?" })).Status);
    }

    private async Task<int> CountAsync()
    {
        await using var host = await StanceHost.OverAsync(database);
        using var reader = host.Reader();
        return (await reader.ReadAsync("/v1/questions?limit=500")).Ids.Length;
    }
}
