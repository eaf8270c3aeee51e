using System.Net;
using StanceApi.Storage;

namespace StanceApi.Tests.Storage;

/// <summary>The one writer: total order, no gaps, savepoints that isolate, a queue that says no.</summary>
public sealed class WriterTests(EmptyStore store)
{
    [Fact]
    public async Task Concurrent_writes_and_refusals_leave_a_feed_without_gaps()
    {
        await using var host = await StanceHost.StartAsync();
        using var client = host.Writer();
        var world = await World.CreateAsync(client);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            var body = world.NewPosition();
            if (number % 3 == 0) body["actor_id"] = "nobody";
            var answer = await client.CreateAsync("positions", body);
            Assert.Equal(number % 3 == 0 ? HttpStatusCode.Conflict : HttpStatusCode.Created, answer.Status);
        }));

        var positions = await FeedAsync(host);
        Assert.Equal(Enumerable.Range(1, positions.Count).Select(number => (long)number), positions);
        Assert.Equal(4 + 133, positions.Count);
    }

    [Fact]
    public async Task Work_that_throws_keeps_nothing_and_takes_nobody_down()
    {
        var writer = store.Host.Services.GetRequiredService<Writer>();
        var id = Api.NewId();

        var failing = writer.RunAsync<long>("test", async session =>
        {
            await session.RecordAsync("actor", id, "create", 1);
            throw new InvalidDataException("on purpose");
        }, TestContext.Current.CancellationToken);
        var following = writer.RunAsync("test", session => Task.FromResult((session.Head.Seq, Keep: false)), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InvalidDataException>(() => failing);
        Assert.True(await following >= 0);
        Assert.DoesNotContain(id, await IdsAsync(store.Host));
    }

    [Fact]
    public async Task Writes_that_wait_together_share_a_commit_and_there_are_64_of_them_at_most()
    {
        await using var host = await StanceHost.StartAsync();
        var writer = host.Services.GetRequiredService<Writer>();
        var (started, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var blocking = writer.RunAsync("test", async session =>
        {
            started.SetResult();
            await release.Task;
            return (session, Keep: true);
        }, TestContext.Current.CancellationToken);
        await started.Task;

        var waiting = Enumerable.Range(0, 65).Select(_ => writer.RunAsync("test", session => Task.FromResult((session, Keep: true)), TestContext.Current.CancellationToken)).ToList();
        release.SetResult();
        var transactions = await Task.WhenAll([blocking, .. waiting]);

        // Each transaction has a session of its own.
        Assert.Equal([1, 64, 1], transactions.GroupBy(session => session).Select(group => group.Count()));
    }

    [Fact]
    public async Task What_takes_long_is_done_outside_the_turn_and_others_write_meanwhile()
    {
        var writer = store.Host.Services.GetRequiredService<Writer>();
        var (started, release, turns) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        var putOff = writer.RunAsync("test", session =>
        {
            if (++turns == 1)
            {
                session.PutOff(_ =>
                {
                    started.SetResult();
                    return release.Task;
                });
            }

            return Task.FromResult((turns, Keep: false));
        }, TestContext.Current.CancellationToken, mayRepeat: true);
        await started.Task;

        var other = await writer.RunAsync("test", _ => Task.FromResult((1, Keep: false)), TestContext.Current.CancellationToken);
        release.SetResult();

        Assert.Equal((1, 2), (other, await putOff));
    }

    [Fact]
    public async Task What_is_put_off_again_and_again_has_its_turn_in_the_end()
    {
        var turns = 0;

        var last = await store.Host.Services.GetRequiredService<Writer>().RunAsync("test", session =>
        {
            turns++;
            session.PutOff(_ => Task.CompletedTask);
            return Task.FromResult((turns, Keep: false));
        }, TestContext.Current.CancellationToken, mayRepeat: true);

        Assert.Equal(3, last);
    }

    [Fact]
    public async Task A_commit_that_fails_leaves_open_whether_the_write_was_kept_and_the_writer_goes_on()
    {
        await using var host = await StanceHost.StartAsync();
        using var client = host.Writer();

        var failed = await Assert.ThrowsAsync<StoreException>(() => host.Services.GetRequiredService<Writer>().RunAsync("test", async session =>
        {
            await session.ExecuteAsync("CREATE TABLE late (id TEXT PRIMARY KEY, other TEXT REFERENCES late DEFERRABLE INITIALLY DEFERRED)");
            return (await session.ExecuteAsync("INSERT INTO late (id, other) VALUES ('one', 'missing')"), Keep: true);
        }, TestContext.Current.CancellationToken));

        Assert.Equal(StoreFailure.Uncertain, failed.Failure);
        Assert.Equal(HttpStatusCode.Created, (await client.CreateAsync("questions", new() { ["text"] = "Then?" })).Status);
    }

    [Fact]
    public async Task While_long_work_runs_others_are_answered_503_at_once_and_the_patient_wait()
    {
        await using var host = await StanceHost.StartAsync();
        using var client = host.Writer();
        var writer = host.Services.GetRequiredService<Writer>();
        var (started, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var working = writer.RunLongAsync("test", async session =>
        {
            started.SetResult();
            await release.Task;
            return (0, Keep: false);
        }, TestContext.Current.CancellationToken);
        await started.Task;

        var impatient = await client.CreateAsync("questions", new() { ["text"] = "Now?" });
        var patient = writer.RunAsync("test", session => Task.FromResult((1, Keep: false)), TestContext.Current.CancellationToken, isPatient: true);
        Assert.False(patient.IsCompleted);
        release.SetResult();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy"), (impatient.Status, impatient.Code));
        Assert.StartsWith("An import is being written", (string)impatient.Body!["detail"]!, StringComparison.Ordinal);
        Assert.NotNull(impatient.Headers.RetryAfter);
        Assert.Equal(1, await patient);
        await working;
        Assert.Equal(HttpStatusCode.Created, (await client.CreateAsync("questions", new() { ["text"] = "Then?" })).Status);
    }

    [Fact]
    public async Task A_full_queue_is_answered_503_at_once_and_keeps_nothing()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Limits:WriterQueue", "1"]);
        using var client = host.Writer();
        var writer = host.Services.GetRequiredService<Writer>();
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();

        var blocking = writer.RunAsync("test", async session =>
        {
            started.SetResult();
            await release.Task;
            return (0, Keep: false);
        }, TestContext.Current.CancellationToken);
        await started.Task;
        // The queue has one place: of three writes one waits, and the other two are refused while nothing moves.
        var writes = Enumerable.Range(0, 3).Select(_ => client.CreateAsync("actors", new() { ["name"] = "Waits", ["kind"] = "person" })).ToList();
        Answer[] refused = [await NextAsync(writes), await NextAsync(writes)];
        release.SetResult();
        await blocking;

        Assert.All(refused, answer => Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy"), (answer.Status, answer.Code)));
        Assert.All(refused, answer => Assert.NotNull(answer.Headers.RetryAfter));
        Assert.All(refused, answer => Assert.StartsWith("As many writes wait", (string)answer.Body!["detail"]!, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Created, (await writes.Single()).Status);
        Assert.Single(await FeedAsync(host));
    }

    [Fact]
    public async Task The_clock_of_the_feed_never_goes_back()
    {
        var writer = store.Host.Services.GetRequiredService<Writer>();

        var later = await writer.RunAsync("test", session =>
        {
            session.Head = session.Head with { At = long.MaxValue / 2 };
            return Task.FromResult((session.Now(), Keep: false));
        }, TestContext.Current.CancellationToken);

        Assert.Equal(long.MaxValue / 2, later);
    }

    private static async Task<Answer> NextAsync(List<Task<Answer>> writes)
    {
        var next = await Task.WhenAny(writes);
        writes.Remove(next);
        return await next;
    }

    private static Task<IReadOnlyList<long>> FeedAsync(StanceHost host) => ReadAsync<long>(host, "SELECT seq FROM changes ORDER BY seq");

    private static Task<IReadOnlyList<string>> IdsAsync(StanceHost host) => ReadAsync<string>(host, "SELECT id FROM changes");

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(StanceHost host, string sql)
    {
        await using var session = await host.Services.GetRequiredService<Readers>().OpenAsync(TestContext.Current.CancellationToken);
        return await session.QueryAsync<T>(sql);
    }
}
