using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using StanceApi.Tests.Commands;
using StanceApi.Tests.Engines;
using StanceApi.Tests.Transfer;

namespace StanceApi.Tests.Recovery;

/// <summary>The drill: back up while many write, restore, and compare with what was acknowledged. Always on SQLite, which is a file.</summary>
public sealed class BackupDrillTests : IAsyncLifetime
{
    private const int Writers = 8;

    private readonly SqliteDatabase database = new();
    private readonly SqliteDatabase restored = new();
    private readonly string folder = Directory.CreateTempSubdirectory("stance-drill-").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        await database.DisposeAsync();
        await restored.DisposeAsync();
    }

    [Fact]
    public async Task What_is_restored_has_every_write_acknowledged_before_and_is_a_state_that_there_was()
    {
        await using var host = await StanceHost.OverAsync(database, "--Seeds:OnEmpty", "true", "--Backups:Folder", folder, "--Backups:IntervalSeconds", "2678400");
        using var client = host.Writer();
        var world = await World.CreateAsync(client);
        var acknowledged = new ConcurrentQueue<string>();
        using var end = new CancellationTokenSource();
        var load = Enumerable.Range(0, Writers).Select(_ => WriteAsync(host, world, acknowledged, end.Token)).ToArray();
        await UntilAsync(() => acknowledged.Count > 200);

        var before = acknowledged.ToArray();
        var name = await BackUpAsync(client);
        await UntilAsync(() => acknowledged.Count > before.Length + 200);
        await end.CancelAsync();
        await Task.WhenAll(load);
        var restore = await CommandRun.OverAsync(restored, "restore", Path.Combine(folder, name));
        var verify = await CommandRun.OverAsync(restored, "verify");

        Assert.Equal((0, 0), (restore.ExitCode, verify.ExitCode));
        await using var again = await StanceHost.OverAsync(restored);
        using var reader = again.Writer();
        foreach (var id in before) Assert.Equal(HttpStatusCode.OK, (await reader.ReadAsync($"/v1/positions/{id}")).Status);
        var (whole, part) = (await FeedAsync(client), await FeedAsync(reader));
        Assert.Equal(whole.Take(part.Count), part);
        Assert.InRange(part.Count, before.Length, whole.Count - 200);
        Assert.Equal(await ExportAsync(client, $"?known_at={part.Count}"), await ExportAsync(reader, ""));
        Assert.Equal(HttpStatusCode.Created, (await reader.CreateAsync("positions", world.NewPosition())).Status);
    }

    private static async Task WriteAsync(StanceHost host, World world, ConcurrentQueue<string> acknowledged, CancellationToken end)
    {
        using var client = host.Writer();
        while (!end.IsCancellationRequested)
        {
            var answer = await client.CreateAsync("positions", world.NewPosition());
            Assert.Equal(HttpStatusCode.Created, answer.Status);
            acknowledged.Enqueue((string)answer.Body!["id"]!);
            if (acknowledged.Count % 5 == 0) await client.RetireAsync("positions", await world.AddAsync("positions", world.NewPosition()));
        }
    }

    /// <summary>Makes a backup, once the one that the start makes is done.</summary>
    private static async Task<string> BackUpAsync(HttpClient client)
    {
        while (true)
        {
            var made = await client.SendAsync(HttpMethod.Post, "/v1/backups");
            if (made.Status == HttpStatusCode.Created) return (string)made.Body!["name"]!;
            Assert.Equal("busy", made.Code);
        }
    }

    /// <summary>Every entry of the feed, just as it is sent.</summary>
    private static async Task<List<string>> FeedAsync(HttpClient client)
    {
        var (entries, after) = (new List<string>(), "0");
        while (true)
        {
            using var page = JsonDocument.Parse(await client.GetStringAsync($"/v1/changes?limit=500&after={after}", TestContext.Current.CancellationToken));
            var items = page.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetRawText()).ToArray();
            if (items.Length == 0) return entries;
            entries.AddRange(items);
            after = page.RootElement.GetProperty("next").GetString()!;
        }
    }

    private static async Task<string[]> ExportAsync(HttpClient client, string query) =>
        [.. (await client.LinesAsync($"/v1/export{query}")).Lines.Select(line => line.ToJsonString())];

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds()) await Task.Delay(10, TestContext.Current.CancellationToken);
    }
}
