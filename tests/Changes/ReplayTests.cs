using System.Text.Json.Nodes;
using CsCheck;
using StanceApi.Changes;
using StanceApi.Tests.Citations;

namespace StanceApi.Tests.Changes;

/// <summary>
/// Whoever replays the feed from 0 into an empty store holds exactly what the source holds, whatever several writers do
/// meanwhile and however often he is cut off. A failure prints the seed that makes the same writes again.
/// </summary>
public sealed class ReplayTests
{
    private const int Writers = 4;

    [Fact]
    public Task A_replay_of_the_feed_holds_exactly_what_the_source_holds() => Gen.Select(Step.Beginning, Step.Any.Array[60].Array[Writers], Gen.Int).SampleAsync(
        ReplayAsync, iter: 2, threads: 1, print: plan => $"{Writers} writers; the follower's seed is {plan.Item3}");

    private static async Task ReplayAsync(Step[] beginning, Step[][] steps, int seed)
    {
        await using var source = await StanceHost.StartAsync();
        await using var copy = await StanceHost.StartAsync();
        // With the right to read restricted texts too.
        using var reader = source.Writer();
        using var writer = copy.Writer();
        var follower = new Follower(reader, writer, seed);

        await follower.RunAsync(WriteAsync(source, beginning, steps));

        Assert.Equal(Enumerable.Range(1, follower.Seen.Count).Select(number => (long)number), follower.Seen);
        foreach (var noun in World.Nouns) Assert.Equal(await ItemsAsync(source, $"/v1/{noun}"), await ItemsAsync(copy, $"/v1/{noun}"));
        var feed = await FeedAsync(source);
        Assert.Equal(feed, await FeedAsync(copy));
        // Texts came in, and with them versions that only a check tells apart.
        foreach (var check in new[] { "verified", "not_found" }) Assert.Contains(feed, entry => entry.Contains($"\"check\":\"{check}\"", StringComparison.Ordinal));
    }

    /// <summary>Writes as several clients at once and returns the last feed position.</summary>
    private static async Task<long> WriteAsync(StanceHost source, Step[] beginning, Step[][] steps)
    {
        using var first = source.Writer();
        foreach (var step in beginning) await step.TakeAsync(first);
        await Task.WhenAll(steps.Select(async own =>
        {
            using var writer = source.Writer();
            foreach (var step in own) await step.TakeAsync(writer);
        }));
        await CiteAsync(first);
        return (await source.Services.GetRequiredService<ChangeFeed>().HeadAsync(0, mayLag: false, TestContext.Current.CancellationToken)).Head;
    }

    /// <summary>A citation whose check changes with the text of its source.</summary>
    private static async Task CiteAsync(HttpClient writer)
    {
        var world = await World.CreateAsync(writer);
        await writer.PutTextAsync(world.Source, "One paragraph.");
        var position = world.NewPosition();
        position["citations"] = new JsonArray(new JsonObject { ["source_id"] = world.Source, ["locator"] = new JsonObject { ["paragraph"] = 2 } });
        await writer.ReplaceAsync("positions", "cites?allow_unverified=true", position);
        await writer.PutTextAsync(world.Source, "One paragraph.\n\nAnother.");
    }

    /// <summary>Every current record with its version; only the moment of recording is each store's own.</summary>
    private static async Task<string[]> ItemsAsync(StanceHost host, string list)
    {
        using var reader = host.Reader();
        var page = (await reader.ReadAsync($"{list}?limit=500")).Body!;
        Assert.Null(page["next"]);
        return [.. page["items"]!.AsArray().Select(item => Timeless(item!.AsObject()))];
    }

    /// <summary>Every version that there ever was, retirements included.</summary>
    private static async Task<string[]> FeedAsync(StanceHost host)
    {
        using var reader = host.Reader();
        var entries = (await reader.ReadAsync("/v1/changes?limit=500")).Body!["items"]!.AsArray();
        return [.. entries.Select(entry => $"{entry!["seq"]} {entry["type"]} {entry["id"]} {entry["op"]} {entry["version"]} {(entry["data"] is JsonObject data ? Timeless(data) : null)}")];
    }

    private static string Timeless(JsonObject record)
    {
        record.Remove("recorded_at");
        return record.ToJsonString();
    }
}
