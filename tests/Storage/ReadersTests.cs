using System.Data.Common;
using Microsoft.Data.Sqlite;
using StanceApi.Storage;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Storage;

/// <summary>The readers: read-only, one snapshot, a time limit that stops, and places that come back.</summary>
public sealed class ReadersTests(EmptyStore store)
{
    private const string Endless = """
        WITH RECURSIVE numbers (n) AS (
          SELECT 1
          UNION ALL
          SELECT n + 1
          FROM numbers)
        SELECT COUNT(*)
        FROM numbers
        """;

    [Fact]
    public async Task A_query_that_runs_out_of_its_time_is_stopped_and_its_place_comes_back()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Limits:QuerySeconds", "1", "--Limits:Readers", "1"]);
        var readers = host.Services.GetRequiredService<Readers>();

        var stopped = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            await using var session = await readers.OpenAsync(TestContext.Current.CancellationToken);
            await session.FirstOrDefaultAsync<long>(Endless);
        });
        using var client = host.Reader();
        var after = await client.ReadAsync("/v1/actors");

        Assert.Equal(StoreFailure.TimedOut, stopped.Failure);
        Assert.Empty(after.Ids);
    }

    [Fact]
    public async Task A_time_that_ran_out_between_two_statements_stops_the_second()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Limits:QuerySeconds", "1"]);
        await using var session = await host.Services.GetRequiredService<Readers>().OpenAsync(TestContext.Current.CancellationToken);
        await FeedHead.ReadAsync(session);
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);

        var stopped = await Assert.ThrowsAsync<StoreException>(() => session.FirstOrDefaultAsync<long>(Endless));

        Assert.Equal(StoreFailure.TimedOut, stopped.Failure);
    }

    /// <summary>SQLite, interrupted while it makes a virtual table such as json_each for a statement, says that this failed, and nothing of an interruption.</summary>
    [Fact]
    public async Task A_statement_that_fails_of_anything_when_it_was_stopped_was_stopped()
    {
        await using var file = new SqliteDatabase();
        await using var engine = Service.Build(["--ConnectionStrings:Stance", file.ConnectionString]).Services.GetRequiredService<Engine>();
        using var stop = new CancellationTokenSource();
        var connection = (SqliteConnection)await engine.OpenWriterAsync();
        connection.CreateFunction<long>("fail_stopped", () =>
        {
            stop.Cancel();
            throw new InvalidOperationException("vtable constructor failed");
        });
        await using var session = await ReadSession.OpenAsync(
            engine, _ => Task.FromResult<DbConnection>(connection), TimeSpan.FromMinutes(1), (given, _) => given.DisposeAsync(), stop.Token);

        var stopped = await Assert.ThrowsAsync<StoreException>(() => session.FirstOrDefaultAsync<long>("SELECT fail_stopped()"));

        Assert.Equal(StoreFailure.TimedOut, stopped.Failure);
    }

    [Fact]
    public async Task A_reader_cannot_write()
    {
        await using var session = await store.Host.Services.GetRequiredService<Readers>().OpenAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<StoreException>(() => session.ExecuteAsync("DELETE FROM changes"));
    }

    [Fact]
    public async Task The_statements_of_a_session_see_one_snapshot()
    {
        using var client = store.Host.Writer();
        await using var session = await store.Host.Services.GetRequiredService<Readers>().OpenAsync(TestContext.Current.CancellationToken);
        var before = await FeedHead.ReadAsync(session);

        await World.CreateAsync(client);

        Assert.Equal(before, await FeedHead.ReadAsync(session));
    }
}
