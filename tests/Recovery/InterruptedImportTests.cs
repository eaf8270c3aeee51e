using System.Text.Json.Nodes;
using StanceApi.Tests.Engines;
using StanceApi.Tests.Transfer;

namespace StanceApi.Tests.Recovery;

/// <summary>The process of an import dies in the middle: the job says so, and what it kept is what it tells.</summary>
public sealed class InterruptedImportTests : IAsyncLifetime
{
    private const int Many = 60_000;

    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task With_abort_nothing_is_kept()
    {
        var (path, question) = await KillAmidAsync("/positions", job => (int)job["processed"]! > 0);
        await using var host = await StanceHost.OverAsync(database);
        using var client = host.Writer();

        var job = await Jobs.EndAsync(client, path);

        Assert.Equal(("failed", "interrupted"), ((string)job["state"]!, (string)job["error"]!["code"]!));
        Assert.Equal("[]", job["kept"]!.ToJsonString());
        Assert.Equal(0, await CountAsync(client, question));
    }

    [Fact]
    public async Task With_continue_the_job_tells_which_lines_it_kept()
    {
        var (path, question) = await KillAmidAsync("/positions?on_error=continue", job => job["kept"]!.AsArray().Count > 0);
        await using var host = await StanceHost.OverAsync(database);
        using var client = host.Writer();

        var job = await Jobs.EndAsync(client, path);

        Assert.Equal(("failed", "interrupted"), ((string)job["state"]!, (string)job["error"]!["code"]!));
        Assert.Equal((int)job["kept"]![0]!["through_line"]!, await CountAsync(client, question));
        Assert.InRange((int)job["kept"]![0]!["through_line"]!, 1, Many - 1);
    }

    private static async Task<int> CountAsync(HttpClient client, string question) =>
        (int)(await client.ReadAsync($"/v1/positions?question_id={question}&count=true&limit=1")).Body!["total"]!;

    /// <summary>Sends an import to a process and kills it as soon as its job says something.</summary>
    private async Task<(string Path, string Question)> KillAmidAsync(string path, Func<JsonNode, bool> isAmid)
    {
        using var service = await ServiceProcess.StartAsync(database);
        var world = await World.CreateAsync(service.Client);
        var accepted = await service.Client.ImportAsync(path, Files.Lines(Jobs.Positions(world, Many)));
        var job = accepted.Headers.Location!.ToString();
        while (!isAmid((await service.Client.ReadAsync(job)).Body!)) await Task.Delay(5, TestContext.Current.CancellationToken);
        service.Kill();
        return (job, world.Question);
    }
}
