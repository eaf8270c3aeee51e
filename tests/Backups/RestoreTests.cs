using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using StanceApi.Backups;
using StanceApi.Commands;
using StanceApi.Storage;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Backups;

/// <summary>Putting a copy in the place of a database. Always on SQLite, which is a file.</summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private readonly SqliteDatabase database = new();
    private readonly SqliteDatabase copy = new();

    public async ValueTask InitializeAsync()
    {
        await using var seeded = await StanceHost.OverAsync(database, "--Seeds:OnEmpty", "true");
        await seeded.Services.GetRequiredService<Engine>().CopyAsync(copy.File, TestContext.Current.CancellationToken);
        using var client = seeded.Writer();
        await World.CreateAsync(client);
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await copy.DisposeAsync();
    }

    [Fact]
    public async Task A_restored_copy_is_served_and_nothing_else_is_left()
    {
        var head = await RestoreAsync(overwrites: true);

        Assert.Equal(44, head.Seq);
        Assert.Equal(["stance.db", "stance.db.lock"], Files());
        await using var host = await StanceHost.OverAsync(database);
        using var client = host.Reader();
        Assert.Equal("44", (string)(await client.ReadAsync("/v1/stances")).Body!["snapshot"]!);
        Assert.NotEmpty((await client.ReadAsync("/v1/search?q=troops")).Body!["items"]!.AsArray());
    }

    [Fact]
    public async Task A_database_that_is_there_is_replaced_only_where_that_is_said()
    {
        var before = await File.ReadAllBytesAsync(database.File, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<IOException>(() => RestoreAsync(overwrites: false));

        Assert.Equal(before, await File.ReadAllBytesAsync(database.File, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_log_without_its_database_is_not_taken_for_the_log_of_the_restored_one()
    {
        File.Delete(database.File);
        foreach (var ending in new[] { "-wal", "-shm", "-journal" }) await File.WriteAllBytesAsync($"{database.File}{ending}", new byte[40_000], TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<IOException>(() => RestoreAsync(overwrites: false));
        await RestoreAsync(overwrites: true);

        Assert.Contains("Put the file back in its place", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["stance.db", "stance.db.lock"], Files());
    }

    [Fact]
    public async Task What_is_no_database_can_be_replaced()
    {
        await File.WriteAllTextAsync(database.File, new string('x', 5_000), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync($"{database.File}-wal", "stale", TestContext.Current.CancellationToken);

        Assert.Equal(44, (await RestoreAsync(overwrites: true)).Seq);
        Assert.Equal(["stance.db", "stance.db.lock"], Files());
    }

    [Fact]
    public async Task While_a_service_has_the_database_nothing_is_restored()
    {
        await using var host = await StanceHost.OverAsync(database);

        var refused = await Assert.ThrowsAsync<StoreLockedException>(() => RestoreAsync(overwrites: true));

        Assert.Equal(3, StartFailure.Of(refused)!.ExitCode);
    }

    [Theory]
    [InlineData("WAL")]
    [InlineData("DELETE")]
    public async Task While_somebody_else_reads_the_database_nothing_is_restored(string mode)
    {
        if (mode == "DELETE") Assert.True(SqliteEngine.TrySettle(database.File));
        await using var reader = await SqliteEngine.Of(database.File).OpenReaderAsync(TestContext.Current.CancellationToken);
        await using var snapshot = reader.BeginTransaction();
        await reader.ExecuteScalarAsync<long>("SELECT MAX(seq) FROM changes", transaction: snapshot);

        var refused = await Assert.ThrowsAsync<UnfitStoreException>(() => RestoreAsync(overwrites: true));

        Assert.Contains("Another process reads", refused.Message, StringComparison.Ordinal);
        Assert.Equal(48, await reader.ExecuteScalarAsync<long>("SELECT MAX(seq) FROM changes", transaction: snapshot));
    }

    [Fact]
    public async Task Copies_that_are_not_sound_are_refused_and_the_database_stays()
    {
        var whole = await File.ReadAllBytesAsync(copy.File, TestContext.Current.CancellationToken);
        var holed = whole.ToArray();
        Array.Fill(holed, (byte)0xA5, whole.Length / 2, 20_000);

        await RefusesAsync(file => File.WriteAllText(file, "rubbish, and more than a page of it" + new string('x', 9_000)));
        await RefusesAsync(file => File.WriteAllBytes(file, whole[..(whole.Length / 2)]));
        await RefusesAsync(file => File.WriteAllBytes(file, holed));
        await RefusesAsync(file => File.WriteAllBytes(file, []));
        await RefusesAsync(file => Change(file, whole, "PRAGMA foreign_keys = OFF; DELETE FROM questions WHERE id = 'contribute-troops'"));
        await RefusesAsync(file => Change(file, whole, database.MigrateFurther));
        await RefusesAsync(File.Delete);
    }

    [Fact]
    public async Task A_copy_that_does_not_stand_a_closer_look_is_refused()
    {
        var before = Files();

        await Assert.ThrowsAsync<UnfitStoreException>(() =>
            Restore.RunAsync(copy.File, database.File, overwrites: true, file => throw new UnfitStoreException(file), NullLogger.Instance, TestContext.Current.CancellationToken));

        Assert.Equal(before, Files());
    }

    private async Task RefusesAsync(Action<string> damage)
    {
        var before = Files();
        damage(copy.File);

        var refused = await Record.ExceptionAsync(() => RestoreAsync(overwrites: true));

        Assert.Equal(3, StartFailure.Of(refused!)?.ExitCode);
        Assert.Equal(before, Files());
        using var connection = new SqliteConnection($"{database.ConnectionString};Pooling=false");
        Assert.Equal(48, connection.ExecuteScalar<long>("SELECT MAX(seq) FROM changes"));
    }

    private static void Change(string file, byte[] whole, string statements)
    {
        File.WriteAllBytes(file, whole);
        using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        connection.Execute(statements);
    }

    private Task<FeedHead> RestoreAsync(bool overwrites) =>
        Restore.RunAsync(copy.File, database.File, overwrites, _ => Task.CompletedTask, NullLogger.Instance, TestContext.Current.CancellationToken);

    /// <summary>The names of the files in the folder of the database, in order.</summary>
    private string[] Files() => [.. Directory.EnumerateFiles(Path.GetDirectoryName(database.File)!).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
