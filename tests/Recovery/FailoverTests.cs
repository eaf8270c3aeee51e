using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Recovery;

/// <summary>
/// The primary dies under load and the standby, to which it replicated synchronously, takes its place: no acknowledged write is lost, and the service
/// goes on without a restart. Skipped where the tests do not run on a server.
/// </summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private const int Writers = 8;
    private const int Before = 200;
    private const int After = 200;

    private readonly ConcurrentDictionary<string, bool> acknowledged = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Answer> failed = [];
    private readonly ConcurrentQueue<string> followed = new();
    private readonly CancellationTokenSource ending = new();

    private PostgreSqlPair pair = null!;

    public async ValueTask InitializeAsync() => pair = await PostgreSqlPair.StartAsync();

    public async ValueTask DisposeAsync()
    {
        ending.Dispose();
        if (pair is not null) await pair.DisposeAsync();
    }

    [Fact]
    public async Task No_acknowledged_write_is_lost_and_clients_see_only_503_until_the_standby_is_promoted()
    {
        await pair.SynchroniseAsync();
        await using var host = await StanceHost.OverAsync(pair);
        using var client = host.Writer();
        using var reader = host.Reader();
        Task[] load = [.. Enumerable.Range(0, Writers).Select(number => WriteAsync(client, number)), ReadAsync(client), ReadAsync(reader)];
        var follower = FollowAsync(reader, Task.WhenAll(load));

        await UntilAsync(() => acknowledged.Count >= Before);
        pair.KillPrimary();
        await UntilAsync(() => failed.Count >= Writers);
        await pair.PromoteAsync();
        var promoted = acknowledged.Count;
        await UntilAsync(() => acknowledged.Count >= promoted + After);
        await ending.CancelAsync();
        await Task.WhenAll([.. load, follower]);
        var names = await NamesAsync(client);

        Assert.All(failed, answer => Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (answer.Status, answer.Headers.RetryAfter is not null)));
        Assert.All(failed, answer => Assert.Contains(answer.Code, new[] { "store_unavailable", "busy", "query_timeout" }));
        Assert.Empty(acknowledged.Keys.Except(names));
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(Enumerable.Range(1, followed.Count).Select(position => position.ToString(CultureInfo.InvariantCulture)), followed);
        Assert.Equal(names.Length, followed.Count);
    }

    private static JsonObject Actor(string name) => new() { ["name"] = name, ["kind"] = "person" };

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    private static async Task<string[]> NamesAsync(HttpClient client)
    {
        var names = new List<string>();
        for (var (path, next) = ("/v1/actors?limit=500", (string?)null); ; path = $"/v1/actors?limit=500&cursor={next}")
        {
            var page = await client.ReadAsync(path);
            names.AddRange(page.Body!["items"]!.AsArray().Select(item => (string)item!["name"]!));
            next = (string?)page.Body["next"];
            if (next is null) return [.. names];
        }
    }

    /// <summary>Writes one actor after another, each with an idempotency key, and asks again with the same key until it is told that it was kept.</summary>
    private async Task WriteAsync(HttpClient client, int writer)
    {
        for (var number = 0; !ending.IsCancellationRequested; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{writer}-{number}");
            while (!await TriesAsync(() => client.CreateAsync("actors", Actor(name), ("Idempotency-Key", name)), HttpStatusCode.Created)) { }
            acknowledged[name] = true;
        }
    }

    /// <summary>Follows the feed all the while, as anybody may, until nothing came after the last write.</summary>
    private async Task FollowAsync(HttpClient client, Task writing)
    {
        for (var after = "0"; ;)
        {
            var isLast = writing.IsCompleted;
            Answer? page = null;
            if (!await TriesAsync(async () => page = await client.ReadAsync($"/v1/changes?after={after}&limit=500"), HttpStatusCode.OK)) continue;
            foreach (var entry in page!.Body!["items"]!.AsArray()) followed.Enqueue((string)entry!["seq"]!);
            after = (string)page.Body["next"]!;
            if (isLast && page.Body["items"]!.AsArray().Count == 0) return;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private async Task ReadAsync(HttpClient client)
    {
        for (; !ending.IsCancellationRequested; await Task.Delay(20, TestContext.Current.CancellationToken)) await TriesAsync(() => client.ReadAsync("/v1/actors?limit=5"), HttpStatusCode.OK);
    }

    /// <summary>Whether an answer is the one wanted; any other is noted, and its Retry-After kept in part, so that the test does not take long.</summary>
    private async Task<bool> TriesAsync(Func<Task<Answer>> ask, HttpStatusCode wanted)
    {
        var answer = await ask();
        if (answer.Status == wanted) return true;
        failed.Add(answer);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        return false;
    }
}
