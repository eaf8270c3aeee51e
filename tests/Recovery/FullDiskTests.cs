using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Tests.Engines;
using StanceApi.Tests.Transfer;

namespace StanceApi.Tests.Recovery;

/// <summary>A disk without room: writes are refused until there is some again, and nothing that was acknowledged is lost. Always on SQLite, whose disk is the service's own.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const int Writers = 8;

    private SmallDisk disk = null!;
    private SqliteDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(TestDatabase.IsServer, "A file's disk is filled up in the run on SQLite, and a server's in ServerFaultTests.");
        disk = await SmallDisk.CreateAsync();
        database = new SqliteDatabase(Directory.CreateDirectory(Path.Combine(disk.Folder, "store")).FullName);
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await disk.DisposeAsync();
    }

    [Fact]
    public async Task Writes_are_refused_until_there_is_room_and_exactly_the_acknowledged_ones_are_there()
    {
        var acknowledged = new ConcurrentQueue<string>();
        using (var service = await StartAsync())
        {
            var refusals = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => FillAsync(service.Client, acknowledged)));
            // A limit on files is not told as a full disk.
            if (disk.IsMounted) Assert.All(refusals, refusal => Assert.StartsWith("The disk that the store lies on is full", refusal, StringComparison.Ordinal));
            await FindAsync(service.Client, acknowledged);
            await disk.GrowAsync(service);
            await WriteAsync(service.Client, acknowledged);
            service.Kill();
        }

        using var again = await ServiceProcess.StartAsync(database, "--Limits:FreeBytes", "0");
        await FindAsync(again.Client, acknowledged);
        Assert.Equal(acknowledged.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), await again.Client.HeadAsync());
    }

    [Theory]
    [InlineData("abort")]
    [InlineData("continue")]
    public async Task An_import_fails_keeps_what_it_tells_and_succeeds_when_there_is_room(string onError)
    {
        using var service = await StartAsync();
        var file = Files.Lines(Enumerable.Range(0, 6_000).Select(number => Actor().With($"actor-{number}")));

        var failed = await ImportAsync(service.Client, file, onError);
        var kept = await CountAsync(service.Client);
        await disk.GrowAsync(service);
        var succeeded = await ImportAsync(service.Client, file, onError);

        Assert.Equal(("failed", "store_unavailable"), ((string)failed["state"]!, (string)failed["error"]!["code"]!));
        Assert.Equal((int?)failed["kept"]!.AsArray().SingleOrDefault()?["through_line"] ?? 0, kept);
        Assert.True(kept == 0 || onError == "continue", $"{kept} are kept");
        Assert.Equal(("succeeded", 6_000 - kept, kept), ((string)succeeded["state"]!, (int)succeeded["created"]!, (int)succeeded["unchanged"]!));
        Assert.Equal(6_000, await CountAsync(service.Client));
    }

    [Fact]
    public async Task A_backup_that_has_no_room_is_refused_and_takes_none_away()
    {
        await using var elsewhere = new SqliteDatabase();
        using var service = await ServiceProcess.StartAsync(elsewhere, "--Backups:Folder", disk.Folder, "--Backups:IntervalSeconds", "2678400");
        await disk.LimitAsync(service);
        var file = Files.Lines(Enumerable.Range(0, 6_000).Select(_ => Actor()));
        await ImportAsync(service.Client, file, "abort");

        var refused = await service.Client.SendAsync(HttpMethod.Post, "/v1/backups");
        var list = await service.Client.ReadAsync("/v1/backups");
        await disk.GrowAsync(service);
        var made = await service.Client.SendAsync(HttpMethod.Post, "/v1/backups");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable"), (refused.Status, refused.Code));
        Assert.NotNull(list.Body!["failed_at"]);
        Assert.DoesNotContain(Directory.EnumerateFiles(disk.Folder), name => name.Contains(".partial", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Created, made.Status);
    }

    private async Task<ServiceProcess> StartAsync()
    {
        var service = await ServiceProcess.StartAsync(database, "--Limits:FreeBytes", "0");
        await disk.LimitAsync(service);
        return service;
    }

    /// <summary>Writes until there is no room, and is told why and to come back later.</summary>
    private static async Task<string> FillAsync(HttpClient client, ConcurrentQueue<string> acknowledged)
    {
        while (true)
        {
            var answer = await client.CreateAsync("actors", Actor());
            if (answer.Status != HttpStatusCode.Created)
            {
                Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable"), (answer.Status, answer.Code));
                Assert.NotNull(answer.Headers.RetryAfter);
                return (string)answer.Body!["detail"]!;
            }

            acknowledged.Enqueue((string)answer.Body!["id"]!);
        }
    }

    private static async Task WriteAsync(HttpClient client, ConcurrentQueue<string> acknowledged)
    {
        var answer = await client.CreateAsync("actors", Actor());
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        acknowledged.Enqueue((string)answer.Body!["id"]!);
    }

    private static async Task FindAsync(HttpClient client, IEnumerable<string> acknowledged)
    {
        foreach (var id in acknowledged) Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync($"/v1/actors/{id}?fields=id")).Status);
    }

    private static async Task<JsonNode> ImportAsync(HttpClient client, string file, string onError) =>
        await Jobs.EndAsync(client, (await client.ImportAsync($"/actors?on_error={onError}", file)).Headers.Location!.ToString());

    private static async Task<int> CountAsync(HttpClient client) => (int)(await client.ReadAsync("/v1/actors?count=true&limit=1")).Body!["total"]!;

    private static JsonObject Actor() => new() { ["name"] = "The town council", ["kind"] = "organization", ["description"] = new string('x', 1_900) };
}
