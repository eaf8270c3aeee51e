using System.Net;
using Dapper;
using Microsoft.Data.Sqlite;
using StanceApi.Tests.Engines;
using StanceApi.Tests.Transfer;

namespace StanceApi.Tests.Recovery;

/// <summary>
/// Another process that does to the file what Litestream does: it holds a read transaction, writes to a table of its own, and moves the log
/// into the file. Always on SQLite, which is a file.
/// </summary>
public sealed class CheckpointTests : IAsyncLifetime
{
    private readonly SqliteDatabase database = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [InlineData("1000")]
    [InlineData("0")]
    public async Task A_process_beside_the_service_that_checkpoints_costs_no_write(string pages)
    {
        await using (var host = await StanceHost.OverAsync(database, "--Sqlite:CheckpointPages", pages))
        {
            using var client = host.Writer();
            using var end = new CancellationTokenSource();
            var beside = Task.Run(() => CheckpointAsync(end.Token));
            for (var count = 0; count < 100; count++) Assert.Equal(HttpStatusCode.Created, (await WriteAsync(client)).Status);
            await end.CancelAsync();
            Assert.True(await beside > 0, "The other process never came to its turn.");
        }

        await using var again = await StanceHost.OverAsync(database);
        using var reader = again.Writer();
        Assert.Equal("100", await reader.HeadAsync());
        Assert.Equal(0, (await Commands.CommandRun.OverAsync(database, "verify")).ExitCode);
    }

    [Fact]
    public async Task Without_checkpoints_of_its_own_the_service_leaves_the_log_to_the_other_process()
    {
        await using var host = await StanceHost.OverAsync(database, "--Sqlite:CheckpointPages", "0");
        using var client = host.Writer();
        var before = new FileInfo(database.File).Length;

        for (var count = 0; count < 100; count++) await WriteAsync(client);

        Assert.Equal(before, new FileInfo(database.File).Length);
        using var connection = Open();
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        Assert.Equal(0, new FileInfo($"{database.File}-wal").Length);
        Assert.True(new FileInfo(database.File).Length > before);
    }

    private static Task<Answer> WriteAsync(HttpClient client) =>
        client.CreateAsync("actors", new() { ["name"] = "The town council", ["kind"] = "organization", ["description"] = new string('x', 1_900) });

    /// <summary>Returns how often it had its turn.</summary>
    private async Task<int> CheckpointAsync(CancellationToken end)
    {
        using var holder = Open();
        using var writer = Open();
        writer.Execute("CREATE TABLE IF NOT EXISTS of_another (id INTEGER PRIMARY KEY, seq INTEGER)");
        for (var turn = 0; ; turn++)
        {
            if (end.IsCancellationRequested) return turn;
            using (var transaction = holder.BeginTransaction(deferred: true))
            {
                holder.ExecuteScalar<long>("SELECT COUNT(*) FROM of_another", transaction: transaction);
                writer.Execute("INSERT INTO of_another (id, seq) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET seq = seq + 1");
                writer.Execute("PRAGMA wal_checkpoint(PASSIVE)");
            }

            writer.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            await Task.Delay(5, CancellationToken.None);
        }
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"{database.ConnectionString};Pooling=false");
        connection.Open();
        connection.Execute("PRAGMA busy_timeout = 5000");
        return connection;
    }
}
