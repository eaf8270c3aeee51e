using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Recovery;

/// <summary>Several processes on one database: they start together, write together, stall and are replaced one by one.</summary>
public sealed class FleetTests : IAsyncLifetime
{
    private const int Processes = 4;
    private const int Clients = 16;

    /// <summary>How many writes; STANCE_FLEET_WRITES asks for a longer run.</summary>
    private static readonly int Writes = int.Parse(Environment.GetEnvironmentVariable("STANCE_FLEET_WRITES") ?? "1000", CultureInfo.InvariantCulture);

    private readonly ConcurrentQueue<string> failures = new();
    private readonly ConcurrentQueue<string> refused = new();

    private TestDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        Assert.SkipUnless(database is PostgreSqlDatabase, "One process writes to this store.");
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Four_processes_that_start_together_write_one_feed_and_a_reader_misses_doubles_and_reorders_nothing()
    {
        var fleet = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => ServiceProcess.StartAsync(database)));
        try
        {
            var writing = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => WriteAsync(fleet[client % Processes].Client, client)));
            var read = await FollowAsync([.. fleet.Select(process => process.Client)], writing);
            await writing;

            Assert.Empty(failures);
            Assert.Equal(Enumerable.Range(1, Writes).Select(position => position.ToString(CultureInfo.InvariantCulture)), read.Select(entry => entry.Seq));
            Assert.Equal(Enumerable.Range(0, Writes).Select(Id).Order(StringComparer.Ordinal), read.Select(entry => entry.Id).Order(StringComparer.Ordinal));
            Assert.Equal(read.Select(entry => entry.At).Order(StringComparer.Ordinal), read.Select(entry => entry.At));
        }
        finally
        {
            foreach (var process in fleet) process.Dispose();
        }
    }

    [Fact]
    public async Task A_process_that_stalls_in_the_middle_of_a_write_holds_up_the_others_for_a_while_and_keeps_nothing_of_it()
    {
        using var stalled = await ServiceProcess.StartAsync(database);
        await using var other = await StanceHost.OverAsync(database);
        using var there = other.Writer();
        using var ending = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => LoadAsync(stalled.Client, client, ending.Token)));
        await StallAmidAsync(stalled);

        var written = await there.CreateAsync("actors", Actor("the-other"));
        stalled.Signal("CONT");
        await ending.CancelAsync();
        await load;
        var recovered = await stalled.Client.CreateAsync("actors", Actor("goes-on"));
        var feed = await FollowAsync([there], Task.CompletedTask);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (written.Status, recovered.Status));
        // Those whose batch was ended are told that the store was away; those whose wait for a reader ran out while the process stood still, that it is busy.
        Assert.NotEmpty(failures);
        Assert.All(failures, failure => Assert.Contains(failure, (string[])["store_unavailable", "busy"]));
        Assert.Empty(refused.Intersect(feed.Select(entry => entry.Id)));
        Assert.Equal(Enumerable.Range(1, feed.Count).Select(position => position.ToString(CultureInfo.InvariantCulture)), feed.Select(entry => entry.Seq));
    }

    [Fact]
    public async Task Processes_are_replaced_one_by_one_and_no_request_fails()
    {
        string[] settings = ["--Shutdown:DrainSeconds", "2"];
        List<ServiceProcess> all = [await ServiceProcess.StartAsync(database, settings), await ServiceProcess.StartAsync(database, settings)];
        using var ending = new CancellationTokenSource();
        try
        {
            var balancer = new Balancer([.. all]);
            var load = Task.WhenAll([balancer.WatchAsync(ending.Token), .. Enumerable.Range(0, 4).Select(client => CallAsync(balancer, client, ending.Token))]);
            for (var place = 0; place < 2; place++)
            {
                all[place].Signal("TERM");
                Assert.Equal(0, await all[place].EndAsync());
                all.Add(await ServiceProcess.StartAsync(database, settings));
                await balancer.ReplaceAsync(place, all[^1]);
            }

            await ending.CancelAsync();
            await load;
            Assert.Empty(failures);
        }
        finally
        {
            foreach (var process in all) process.Dispose();
        }
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"fleet-{number}");

    private static JsonObject Actor(string id) => new() { ["id"] = id, ["name"] = "An actor", ["kind"] = "person" };

    /// <summary>Reads the feed from its beginning, from one process after the other, until nothing came after the last write.</summary>
    private static async Task<List<(string Seq, string Id, string At)>> FollowAsync(HttpClient[] clients, Task writing)
    {
        var read = new List<(string Seq, string Id, string At)>();
        for (var (turn, after) = (0, "0"); ; turn++)
        {
            var isLast = writing.IsCompleted;
            var page = (await clients[turn % clients.Length].ReadAsync($"/v1/changes?after={after}&limit=500")).Body!;
            read.AddRange(page["items"]!.AsArray().Select(entry => ((string)entry!["seq"]!, (string)entry["id"]!, (string)entry["at"]!)));
            after = (string)page["next"]!;
            if (isLast && page["items"]!.AsArray().Count == 0) return read;
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Stops a process again and again until it holds the writer's lock.</summary>
    private async Task StallAmidAsync(ServiceProcess process)
    {
        const string Holding = """
            SELECT COUNT(*)
            FROM pg_locks AS l
            JOIN pg_stat_activity AS a ON a.pid = l.pid
            WHERE l.locktype = 'advisory'
              AND l.granted
              AND a.state = 'idle in transaction'
              AND a.datname = current_database()
            """;
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        while (true)
        {
            process.Signal("STOP");
            // What was sent has been done by then.
            await Task.Delay(50, TestContext.Current.CancellationToken);
            if (await connection.ExecuteScalarAsync<long>(Holding) > 0) return;
            process.Signal("CONT");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private async Task WriteAsync(HttpClient client, int number)
    {
        for (; number < Writes; number += Clients) Note(await client.CreateAsync("actors", Actor(Id(number))), HttpStatusCode.Created);
    }

    private async Task LoadAsync(HttpClient client, int number, CancellationToken ending)
    {
        for (; !ending.IsCancellationRequested; number += Clients)
        {
            var answer = await client.CreateAsync("actors", Actor(Id(number)));
            Note(answer, HttpStatusCode.Created);
            if (answer.Status != HttpStatusCode.Created) refused.Enqueue(Id(number));
        }
    }

    /// <summary>Writes, reads and waits for news through whichever process is ready.</summary>
    private async Task CallAsync(Balancer balancer, int client, CancellationToken ending)
    {
        for (var number = client; !ending.IsCancellationRequested; number += 4)
        {
            try
            {
                Note(await (await balancer.ReadyAsync()).CreateAsync("actors", Actor(Id(number))), HttpStatusCode.Created);
                Note(await (await balancer.ReadyAsync()).ReadAsync($"/v1/actors/{Id(number)}"), HttpStatusCode.OK);
                Note(await (await balancer.ReadyAsync()).ReadAsync($"/v1/changes?after=0&type=source&wait=1"), HttpStatusCode.OK);
            }
            catch (HttpRequestException failure)
            {
                failures.Enqueue(failure.ToString());
            }
        }
    }

    private void Note(Answer answer, HttpStatusCode wanted)
    {
        if (answer.Status != wanted) failures.Enqueue(answer.Code ?? $"{answer.Status}");
    }
}
