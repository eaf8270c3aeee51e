using Dapper;
using Npgsql;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Commands;

/// <summary>The verb that moves a store, as a script sees it.</summary>
public sealed class CopyCommandTests : IAsyncLifetime
{
    /// <summary>The locks that somebody waits for in this database: the server has others, of other tests.</summary>
    private const string Waiting = "locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    /// <summary>The key of the lock that whoever writes to PostgreSQL takes.</summary>
    private const string WriterLock = "5080000001";

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

    /// <summary>It waits for a lock that another holds, as it may for a server that hangs, and ends all the same.</summary>
    [Fact]
    public async Task A_copy_that_is_told_to_stop_does_so_at_once_and_goes_on_when_it_is_called_again()
    {
        await using var there = await PostgreSqlDatabase.CreateAsync();
        CommandRun stopped;
        await using (var other = await HoldWritersAsync(there))
        {
            stopped = await CommandRun.StoppedAsync(["copy", "--from", source.ConnectionString, "--to", there.ConnectionString], () => WaitedForAsync(other));
        }

        var again = await CopyAsync(source.ConnectionString, there.ConnectionString);

        Assert.Equal((1, ""), (stopped.ExitCode, stopped.Output));
        Assert.EndsWith($"Stopped. The same command goes on from here.{Environment.NewLine}", stopped.Errors, StringComparison.Ordinal);
        Assert.Equal(0, again.ExitCode);
    }

    [Fact]
    public async Task What_somebody_writes_just_before_the_copy_begins_is_not_buried()
    {
        await using var there = await PostgreSqlDatabase.CreateAsync();
        CommandRun refused;
        await using (var other = await HoldWritersAsync(there))
        {
            var copying = CopyAsync(source.ConnectionString, there.ConnectionString);
            await Task.WhenAny(copying, WaitedForAsync(other));
            await other.ExecuteAsync($"INSERT INTO source_texts (sha256, text) VALUES ('written', 'meanwhile'); SELECT pg_advisory_unlock({WriterLock})");
            refused = await copying;
        }

        Assert.Equal((3, ""), (refused.ExitCode, refused.Output));
        Assert.Matches(@"\A--to: The database is not empty: its table source_texts has rows", refused.Errors);
    }

    [Fact]
    public async Task A_side_that_goes_away_amid_the_copy_is_named()
    {
        await using var there = await PostgreSqlDatabase.CreateAsync();
        CommandRun broken;
        await using (var other = await HoldWritersAsync(there))
        {
            var copying = CopyAsync(source.ConnectionString, there.ConnectionString);
            const string EndWaiting = $"SELECT COUNT(pg_terminate_backend(pid)) FROM pg_locks WHERE {Waiting} AND EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 'unfinished_copy')";
            // The first to wait makes the tables ready; the copy itself waits next.
            while (!copying.IsCompleted && await other.ExecuteScalarAsync<long>(EndWaiting) == 0)
            {
                await other.ExecuteAsync($"SELECT pg_advisory_unlock({WriterLock}), pg_advisory_lock({WriterLock})");
            }

            await other.ExecuteAsync($"SELECT pg_advisory_unlock({WriterLock})");
            broken = await copying;
        }

        Assert.Equal(3, broken.ExitCode);
        Assert.Matches(@"(?m)^--to: The database cannot be used: .* The same command goes on from here\.\s*\z", broken.Errors);
        Assert.DoesNotContain("ConnectionStrings", broken.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await CopyAsync(source.ConnectionString, there.ConnectionString)).ExitCode);
    }

    /// <summary>Fills the source, and keeps the target's writers waiting for as long as the connection is there: one of no pool, which would keep the lock.</summary>
    private async Task<NpgsqlConnection> HoldWritersAsync(TestDatabase there)
    {
        await (await StanceHost.OverAsync(source, "--Seeds:OnEmpty", "true")).DisposeAsync();
        var other = new NpgsqlConnection($"{there.ConnectionString};Pooling=false");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await other.ExecuteAsync($"SELECT pg_advisory_lock({WriterLock})");
        return other;
    }

    private static async Task WaitedForAsync(NpgsqlConnection other)
    {
        while (!await other.ExecuteScalarAsync<bool>($"SELECT EXISTS (SELECT 1 FROM pg_locks WHERE {Waiting})"))
            await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    private static Task<CommandRun> CopyAsync(string from, string to) => CommandRun.OfAsync(["copy", "--from", from, "--to", to]);
}
