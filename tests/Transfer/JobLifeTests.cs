using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Storage;
using StanceApi.Tests.Access;

namespace StanceApi.Tests.Transfer;

/// <summary>Jobs that are cancelled, wait, are left alone; and whose they are.</summary>
public sealed class JobLifeTests(OwnStore store) : IClassFixture<OwnStore>
{
    private const int Many = 1_200;

    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task A_cancelled_job_keeps_nothing_and_one_that_has_ended_can_be_forgotten()
    {
        var world = await World.CreateAsync(client);
        var accepted = await client.ImportAsync("/positions", Files.Lines(Jobs.Positions(world, 20_000)));
        var path = accepted.Headers.Location!.ToString();

        var cancelled = await client.SendAsync(HttpMethod.Delete, path);
        var job = await Jobs.EndAsync(client, path);
        var forgotten = await client.SendAsync(HttpMethod.Delete, path);

        Assert.Equal(HttpStatusCode.Accepted, cancelled.Status);
        Assert.Equal("cancelled", (string)job["state"]!);
        Assert.Empty((await client.ReadAsync($"/v1/positions?question_id={world.Question}")).Ids);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (forgotten.Status, (await client.ReadAsync(path)).Status));
    }

    [Fact]
    public async Task A_job_that_is_cancelled_tells_how_far_it_had_looked_and_that_nothing_was_kept()
    {
        var world = await World.CreateAsync(client);
        var path = (await client.ImportAsync("/positions", Files.Lines(Jobs.Positions(world, 20_000)))).Headers.Location!.ToString();
        while ((int)(await client.ReadAsync(path)).Body!["validated"]! == 0) await Task.Delay(5, TestContext.Current.CancellationToken);

        await client.SendAsync(HttpMethod.Delete, path);
        var job = await Jobs.EndAsync(client, path);

        Assert.Equal("cancelled", (string)job["state"]!);
        Assert.InRange((int)job["validated"]!, 1, 20_000);
        Assert.Equal((0, 0, 0), ((int)job["processed"]!, (int)job["created"]!, (int)job["failed"]!));
    }

    /// <summary>Whoever looks at the very moment at which a job ends is told that it runs, or its end, and nothing else.</summary>
    [Fact]
    public async Task A_job_that_ends_is_never_taken_for_an_interrupted_one()
    {
        for (var time = 0; time < 40; time++)
        {
            var path = (await client.ImportAsync("/questions", Files.Lines(new JsonObject { ["text"] = "Should it be built?" }), headers: ("Prefer", "respond-async"))).Headers.Location!.ToString();

            var ends = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => EndAtOnceAsync(path)));

            Assert.All(ends, state => Assert.Equal("succeeded", state));
        }
    }

    private async Task<string> EndAtOnceAsync(string path)
    {
        while (true)
        {
            if ((string)(await client.ReadAsync(path)).Body!["state"]! is not ("queued" or "running") and var state) return state;
        }
    }

    [Fact]
    public async Task The_same_request_again_is_the_same_job()
    {
        var world = await World.CreateAsync(client);
        var key = Api.NewId("key");
        var file = Files.Lines(Jobs.Positions(world, Many).Select(position => { position.Remove("id"); return position; }));

        var first = await client.ImportAsync("/positions", file, headers: ("Idempotency-Key", key));
        var again = await client.ImportAsync("/positions", file, headers: ("Idempotency-Key", key));
        await Jobs.EndAsync(client, first.Headers.Location!.ToString());

        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(Many, (int)(await client.ReadAsync($"/v1/positions?question_id={world.Question}&count=true&limit=1")).Body!["total"]!);
    }

    [Fact]
    public async Task Where_no_place_is_left_an_import_is_told_to_come_back()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Imports:Queue", "0"]);
        using var writer = host.Writer();
        var world = await World.CreateAsync(writer);
        var file = Files.Lines(Jobs.Positions(world, 5_000));

        var first = await writer.ImportAsync("/positions", file);
        var second = await writer.ImportAsync("/positions", file);
        await Jobs.EndAsync(writer, first.Headers.Location!.ToString());
        // Its place is free a moment after its end is told.
        var third = await writer.ImportAsync("/positions", file);
        for (var attempt = 0; attempt < 50 && third.Status == HttpStatusCode.ServiceUnavailable; attempt++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            third = await writer.ImportAsync("/positions", file);
        }

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy"), (second.Status, second.Code));
        Assert.NotNull(second.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.Accepted, third.Status);
        Assert.Equal(5_000, (int)(await Jobs.EndAsync(writer, third.Headers.Location!.ToString()))["unchanged"]!);
    }

    [Fact]
    public async Task A_job_that_waits_is_cancelled_at_once_and_leaves_its_place_to_the_next()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Imports:Queue", "1"]);
        using var writer = host.Writer();
        var world = await World.CreateAsync(writer);
        var (running, waiting) = (Files.Lines(Jobs.Positions(world, 30_000)), Files.Lines(Jobs.Positions(world, Many)));
        var first = (await writer.ImportAsync("/positions?on_error=continue", running)).Headers.Location!.ToString();
        while ((int)(await writer.ReadAsync(first)).Body!["processed"]! == 0) await Task.Delay(5, TestContext.Current.CancellationToken);
        var second = (await writer.ImportAsync("/positions", waiting)).Headers.Location!.ToString();
        var full = await writer.ImportAsync("/positions", waiting);
        var gate = new TaskCompletionSource();
        var held = HoldWriterAsync(host, gate.Task);

        var deleted = await writer.SendAsync(HttpMethod.Delete, second);
        var again = await writer.SendAsync(HttpMethod.Delete, second);
        var cancelled = (await writer.ReadAsync(second)).Body!;
        var third = writer.ImportAsync("/positions", waiting);
        var still = (string)(await writer.ReadAsync(first)).Body!["state"]!;
        gate.SetResult();
        await held;
        var last = await Jobs.EndAsync(writer, (await third).Headers.Location!.ToString());

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy"), (full.Status, full.Code));
        Assert.Equal((HttpStatusCode.Accepted, "cancelled"), (deleted.Status, (string)deleted.Body!["state"]!));
        Assert.Equal((HttpStatusCode.Accepted, "cancelled"), (again.Status, (string)cancelled["state"]!));
        Assert.NotNull(cancelled["finished_at"]);
        Assert.Equal(("running", "succeeded"), (still, (string)last["state"]!));
        Assert.Equal(cancelled.ToJsonString(), (await writer.ReadAsync(second)).Body!.ToJsonString());
        Assert.Equal(HttpStatusCode.NoContent, (await writer.SendAsync(HttpMethod.Delete, second)).Status);
        Assert.Equal(30_000 + Many, (int)(await writer.ReadAsync($"/v1/positions?question_id={world.Question}&count=true&limit=1")).Body!["total"]!);
    }

    [Fact]
    public async Task Whoever_reads_that_a_job_has_ended_can_write_at_once()
    {
        for (var time = 0; time < 30; time++)
        {
            var path = (await client.ImportAsync("/actors", "name,kind\nOthers,group\n", Files.Csv, ("Prefer", "respond-async"))).Headers.Location!.ToString();
            while ((string)(await client.ReadAsync(path)).Body!["state"]! is "queued" or "running")
            {
                // Without a pause: the moment after the end is what matters.
            }

            var written = await client.ReplaceAsync("actors", Api.NewId("actor"), new JsonObject { ["name"] = "The council", ["kind"] = "organization" });

            Assert.Equal(HttpStatusCode.Created, written.Status);
        }
    }

    [Fact]
    public async Task Two_imports_at_once_are_both_kept()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Imports:Jobs", "2"]);
        using var writer = host.Writer();
        var world = await World.CreateAsync(writer);
        var files = new[] { Files.Lines(Jobs.Positions(world, 3_000)), Files.Lines(Jobs.Positions(world, 3_000)) };

        var accepted = await Task.WhenAll(writer.ImportAsync("/positions", files[0]), writer.ImportAsync("/positions?on_error=continue", files[1]));
        var jobs = await Task.WhenAll(accepted.Select(answer => Jobs.EndAsync(writer, answer.Headers.Location!.ToString())));

        Assert.Equal(["succeeded 3000", "succeeded 3000"], jobs.Select(job => $"{job["state"]} {job["created"]}"));
        Assert.Equal((4 + 6_000).ToString(CultureInfo.InvariantCulture), await writer.HeadAsync());
    }

    [Fact]
    public async Task A_job_without_a_process_says_that_it_was_interrupted()
    {
        var world = await World.CreateAsync(client);
        var (accepted, _) = await Jobs.RunAsync(client, "/positions", Files.Lines(Jobs.Positions(world, Many)));
        var path = accepted.Headers.Location!.ToString();
        var silent = DateTimeOffset.UtcNow.AddSeconds(-25);
        await store.Host.Services.GetRequiredService<Writer>().RunAsync(
            "test",
            async session =>
            {
                await session.ExecuteAsync(
                    "UPDATE jobs SET state = 'running', finished_at = NULL, heartbeat_at = @At WHERE id = @Id",
                    new { Id = path.Split('/')[^1], At = silent.ToUnixTimeMilliseconds() * 1_000 });
                return (0, Keep: true);
            },
            TestContext.Current.CancellationToken,
            isPatient: true);

        var job = (await client.ReadAsync(path)).Body!;

        Assert.Equal(("failed", "interrupted"), ((string)job["state"]!, (string)job["error"]!["code"]!));
        Assert.EndsWith("send the file again, with another Idempotency-Key if it had one.", (string)job["error"]!["detail"]!, StringComparison.Ordinal);
        Assert.StartsWith(silent.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture), (string)job["finished_at"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_are_for_writers_and_unknown_ones_are_not_found()
    {
        using var reader = store.Host.Reader();

        Assert.Equal(HttpStatusCode.Unauthorized, (await reader.ReadAsync("/v1/jobs/any")).Status);
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), ((await client.ReadAsync("/v1/jobs/any")).Status, (await client.ReadAsync("/v1/jobs/any")).Code));
        Assert.Equal(HttpStatusCode.NotFound, (await client.ReadAsync("/v1/jobs/any/result")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.ReadAsync("/v1/jobs/A b")).Status);
    }

    /// <summary>Long work that has the writer until something else ends.</summary>
    private static Task<int> HoldWriterAsync(StanceHost host, Task end) => host.Services.GetRequiredService<Writer>().RunLongAsync(
        "test",
        async _ =>
        {
            await end;
            return (0, Keep: false);
        },
        TestContext.Current.CancellationToken);

    /// <summary>The job once it has ended.</summary>
    [Fact]
    public async Task A_job_and_its_files_are_for_whoever_began_it_and_for_administrators()
    {
        using var author = store.Host.Client((await client.NewKeyAsync("write")).Secret);
        using var other = store.Host.Client((await client.NewKeyAsync("write", "texts")).Secret);
        var accepted = await author.ImportAsync("/actors?on_error=continue", "name,kind\nOthers,group\nSomebody,nonsense\n", Files.Csv, ("Prefer", "respond-async"));
        var path = accepted.Headers.Location!.ToString();
        await Jobs.EndAsync(author, path);

        foreach (var (verb, of) in new[] { (HttpMethod.Get, path), (HttpMethod.Get, $"{path}/result"), (HttpMethod.Get, $"{path}/verdicts"), (HttpMethod.Delete, path) })
        {
            var refused = await other.SendAsync(verb, of);
            Assert.Equal((HttpStatusCode.NotFound, "not_found"), (refused.Status, refused.Code));
        }

        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync(path)).Status);
        Assert.Contains("nonsense", await author.GetStringAsync($"{path}/result", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await author.SendAsync(HttpMethod.Delete, path)).Status);
    }
}
