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
