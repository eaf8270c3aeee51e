using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Storage;
using StanceApi.Tests.Access;

namespace StanceApi.Tests.Transfer;

/// <summary>Imports that take long.</summary>
public sealed class JobTests(OwnStore store) : IClassFixture<OwnStore>
{
    private const int Many = 1_200;

    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task A_long_file_is_imported_by_a_job_that_tells_what_it_did_and_once_more_changes_nothing()
    {
        var world = await World.CreateAsync(client);
        var file = Files.Lines(Positions(world, Many));

        var (accepted, first) = await RunAsync("/positions", file + Files.End(file));
        var (_, again) = await RunAsync("/positions", file);

        Assert.Equal("queued", (string)accepted.Body!["state"]!);
        Assert.Equal(("succeeded", Many, Many, Many, 0), ((string)first["state"]!, (int)first["lines"]!, (int)first["validated"]!, (int)first["created"]!, (int)first["failed"]!));
        Assert.Equal($$"""[{"type":"position","through_line":{{Many}}}]""", first["kept"]!.ToJsonString());
        Assert.Null(first["result_url"]);
        Assert.Equal((Many, 0), ((int)again["unchanged"]!, (int)again["created"]!));
        Assert.Equal((string)first["snapshot"]!, (string)(await FeedOfAsync(world)).Last()!["seq"]!);
        Assert.Equal(Many, (int)(await client.ReadAsync($"/v1/positions?question_id={world.Question}&count=true&limit=1")).Body!["total"]!);
    }

    [Fact]
    public async Task A_thousand_lines_are_answered_at_once_and_one_more_is_a_job_or_any_that_prefers_it()
    {
        var world = await World.CreateAsync(client);
        var file = Files.Lines(Positions(world, 1_000));
        var csv = "name,kind\n" + string.Concat(Enumerable.Repeat("Neighbours,group\n", 1_000));

        Assert.Equal(HttpStatusCode.OK, (await client.ImportAsync("/positions", file + Files.End(file))).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.ImportAsync("/actors", csv, Files.Csv)).Status);
        foreach (var accepted in new[]
        {
            await client.ImportAsync("/actors", csv + "Others,group\n", Files.Csv),
            await client.ImportAsync("/actors", "name,kind\nOthers,group\n", Files.Csv, ("Prefer", "wait=10, respond-async")),
        })
        {
            Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
            await EndAsync(client, accepted.Headers.Location!.ToString());
        }
    }

    [Fact]
    public async Task A_job_that_aborts_keeps_nothing_and_tells_why()
    {
        var world = await World.CreateAsync(client);
        var positions = Positions(world, Many);
        positions[Many - 1]["actor_id"] = "nobody";
        positions[700]["question_id"] = "no-question";

        var (_, unknown) = await RunAsync("/positions", Files.Lines(positions));
        positions[3]["stance"] = "perhaps";
        var (_, unreadable) = await RunAsync("/positions", Files.Lines(positions));
        var (_, broken) = await RunAsync("/positions", Files.Lines(positions) + "{\"$end\":{\"count\":1,\"sha256\":\"\"}}\n");

        Assert.Equal(("failed", "lines_refused", 2, 0), ((string)unknown["state"]!, (string)unknown["error"]!["code"]!, (int)unknown["failed"]!, (int)unknown["created"]!));
        Assert.Equal("[]", unknown["kept"]!.ToJsonString());
        Assert.Equal((Many, Many), ((int)unknown["processed"]!, (int)unknown["validated"]!));
        Assert.Equal(["701 /question_id reference_not_found", $"{Many} /actor_id reference_not_found"], await VerdictsAsync(unknown));
        Assert.Equal(["4 /stance unknown_value"], await VerdictsAsync(unreadable));
        Assert.Equal(("failed", "broken_file"), ((string)broken["state"]!, (string)broken["error"]!["code"]!));
        Assert.Empty((await client.ReadAsync($"/v1/positions?question_id={world.Question}")).Ids);
    }

    [Fact]
    public async Task A_mixed_job_that_aborts_tells_the_errors_of_every_kind()
    {
        var world = await World.CreateAsync(client);
        var actor = Api.NewId("actor");
        var unruly = world.NewActor();
        unruly["roles"] = new JsonArray(new JsonObject { ["title"] = "Member", ["organization_id"] = "no-organization" });
        var positions = Positions(world, Many);
        positions[0]["actor_id"] = actor;
        positions[9]["question_id"] = "no-question";

        var (_, job) = await RunAsync("", Files.Lines([Files.Mixed("actor", unruly.With(actor)), .. positions.Select(position => Files.Mixed("position", position))]));

        Assert.Equal(("failed", 3, 0), ((string)job["state"]!, (int)job["failed"]!, (int)job["created"]!));
        Assert.Equal(["1 /data/roles/0/organization_id reference_not_found", "2 /data/actor_id reference_not_found", "11 /data/question_id reference_not_found"], await VerdictsAsync(job));
    }

    [Fact]
    public async Task A_job_that_continues_gives_back_the_refused_lines_to_be_mended_and_sent_again()
    {
        var world = await World.CreateAsync(client);
        var positions = Positions(world, Many);
        foreach (var index in new[] { 0, 500, Many - 1 }) positions[index]["actor_id"] = "nobody";
        positions[7]["stance"] = "perhaps";

        var (_, job) = await RunAsync("/positions?on_error=continue", Files.Lines(positions));
        var refused = await client.GetStringAsync(new Uri((string)job["result_url"]!, UriKind.Relative), TestContext.Current.CancellationToken);
        var mended = await client.ImportAsync("/positions", refused.Replace("nobody", world.Actor, StringComparison.Ordinal).Replace("perhaps", "oppose", StringComparison.Ordinal));

        Assert.Equal(("succeeded", 4, Many - 4), ((string)job["state"]!, (int)job["failed"]!, (int)job["created"]!));
        Assert.Equal(Files.Lines(new[] { 0, 7, 500, Many - 1 }.Select(index => positions[index])), refused);
        Assert.Equal(["1 /actor_id reference_not_found", "8 /stance unknown_value", "501 /actor_id reference_not_found", $"{Many} /actor_id reference_not_found"], await VerdictsAsync(job));
        Assert.Equal((HttpStatusCode.OK, 4), (mended.Status, (int)mended.Body!["created"]!));
    }

    [Fact]
    public async Task Refused_lines_of_csv_come_back_under_their_header()
    {
        var rows = Enumerable.Range(0, Many).Select(number => number % 600 == 5 ? $"\"Actor, {number}\",planet" : $"Actor {number},group");

        var (_, job) = await RunAsync("/actors?on_error=continue", $"name,kind\n{string.Join('\n', rows)}\n", Files.Csv);
        var refused = await client.GetStringAsync(new Uri((string)job["result_url"]!, UriKind.Relative), TestContext.Current.CancellationToken);
        var mended = await client.ImportAsync("/actors", refused.Replace("planet", "group", StringComparison.Ordinal), Files.Csv);

        Assert.Equal("name,kind\r\n\"Actor, 5\",planet\r\n\"Actor, 605\",planet\r\n", refused);
        Assert.Equal(["7 /kind unknown_value", "607 /kind unknown_value"], await VerdictsAsync(job));
        Assert.Equal(2, (int)mended.Body!["created"]!);
    }

    [Fact]
    public async Task A_mixed_job_keeps_kind_after_kind_and_what_refers_to_refused_lines_is_refused()
    {
        var world = new World(client, Api.NewId("source"), Api.NewId("question"), Api.NewId("actor"), Api.NewId("argument"));
        var bad = Api.NewId("actor");
        var positions = Positions(world, Many);
        for (var index = 0; index < 10; index++) positions[index]["actor_id"] = bad;
        var unruly = world.NewActor();
        unruly["roles"] = new JsonArray(new JsonObject { ["title"] = "Member", ["organization_id"] = "no-organization" });

        var (_, job) = await RunAsync("?on_error=continue", Files.Lines(
        [
            .. positions.Select(position => Files.Mixed("position", position)),
            Files.Mixed("actor", unruly.With(bad)),
            Files.Mixed("actor", world.NewActor().With(world.Actor)),
            Files.Mixed("question", world.NewQuestion().With(world.Question)),
            Files.Mixed("source", world.NewSource().With(world.Source)),
        ]));

        Assert.Equal(("succeeded", 11, Many - 10 + 3), ((string)job["state"]!, (int)job["failed"]!, (int)job["created"]!));
        Assert.Equal(["source 1204", "question 1203", "actor 1202", "position 1200"], job["kept"]!.AsArray().Select(kept => $"{kept!["type"]} {kept["through_line"]}"));
        var dependent = Enumerable.Range(1, 10).Select(line => $"{line} /data/actor_id reference_not_found");
        Assert.Equal(dependent.Append("1201 /data/roles/0/organization_id reference_not_found"), await VerdictsAsync(job));
    }

    [Fact]
    public async Task A_job_only_validates_where_that_is_asked()
    {
        var world = await World.CreateAsync(client);
        var positions = Positions(world, Many);
        positions[3]["actor_id"] = "nobody";

        var (_, whole) = await RunAsync("/positions?validate_only=true", Files.Lines(Positions(world, Many)));
        var (_, job) = await RunAsync("/positions?on_error=continue&validate_only=true", Files.Lines(positions));

        Assert.Equal(("succeeded", Many, Many, 0), ((string)whole["state"]!, (int)whole["created"]!, (int)whole["processed"]!, (int)whole["failed"]!));
        Assert.Equal("[]", whole["kept"]!.ToJsonString());
        Assert.Equal(("succeeded", Many - 1, 1), ((string)job["state"]!, (int)job["created"]!, (int)job["failed"]!));
        Assert.Equal("[]", job["kept"]!.ToJsonString());
        Assert.Equal(["4 /actor_id reference_not_found"], await VerdictsAsync(job));
        Assert.Empty((await client.ReadAsync($"/v1/positions?question_id={world.Question}")).Ids);
    }

    [Fact]
    public async Task A_cancelled_job_keeps_nothing_and_one_that_has_ended_can_be_forgotten()
    {
        var world = await World.CreateAsync(client);
        var accepted = await client.ImportAsync("/positions", Files.Lines(Positions(world, 20_000)));
        var path = accepted.Headers.Location!.ToString();

        var cancelled = await client.SendAsync(HttpMethod.Delete, path);
        var job = await EndAsync(client, path);
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
        var path = (await client.ImportAsync("/positions", Files.Lines(Positions(world, 20_000)))).Headers.Location!.ToString();
        while ((int)(await client.ReadAsync(path)).Body!["validated"]! == 0) await Task.Delay(5, TestContext.Current.CancellationToken);

        await client.SendAsync(HttpMethod.Delete, path);
        var job = await EndAsync(client, path);

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
        var file = Files.Lines(Positions(world, Many).Select(position => { position.Remove("id"); return position; }));

        var first = await client.ImportAsync("/positions", file, headers: ("Idempotency-Key", key));
        var again = await client.ImportAsync("/positions", file, headers: ("Idempotency-Key", key));
        await EndAsync(client, first.Headers.Location!.ToString());

        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(Many, (int)(await client.ReadAsync($"/v1/positions?question_id={world.Question}&count=true&limit=1")).Body!["total"]!);
    }

    [Fact]
    public async Task Where_no_place_is_left_an_import_is_told_to_come_back()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Imports:Queue", "0"]);
        using var writer = host.Writer();
        var world = await World.CreateAsync(writer);
        var file = Files.Lines(Positions(world, 5_000));

        var first = await writer.ImportAsync("/positions", file);
        var second = await writer.ImportAsync("/positions", file);
        await EndAsync(writer, first.Headers.Location!.ToString());
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
        Assert.Equal(5_000, (int)(await EndAsync(writer, third.Headers.Location!.ToString()))["unchanged"]!);
    }

    [Fact]
    public async Task A_job_that_waits_is_cancelled_at_once_and_leaves_its_place_to_the_next()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Imports:Queue", "1"]);
        using var writer = host.Writer();
        var world = await World.CreateAsync(writer);
        var (running, waiting) = (Files.Lines(Positions(world, 30_000)), Files.Lines(Positions(world, Many)));
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
        var last = await EndAsync(writer, (await third).Headers.Location!.ToString());

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
        var files = new[] { Files.Lines(Positions(world, 3_000)), Files.Lines(Positions(world, 3_000)) };

        var accepted = await Task.WhenAll(writer.ImportAsync("/positions", files[0]), writer.ImportAsync("/positions?on_error=continue", files[1]));
        var jobs = await Task.WhenAll(accepted.Select(answer => EndAsync(writer, answer.Headers.Location!.ToString())));

        Assert.Equal(["succeeded 3000", "succeeded 3000"], jobs.Select(job => $"{job["state"]} {job["created"]}"));
        Assert.Equal((4 + 6_000).ToString(CultureInfo.InvariantCulture), await writer.HeadAsync());
    }

    [Fact]
    public async Task A_job_without_a_process_says_that_it_was_interrupted()
    {
        var world = await World.CreateAsync(client);
        var (accepted, _) = await RunAsync("/positions", Files.Lines(Positions(world, Many)));
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

    /// <summary>Positions under ids of their own.</summary>
    internal static JsonObject[] Positions(World world, int count)
    {
        var prefix = Api.NewId("p");
        return [.. Enumerable.Range(0, count).Select(number => world.NewPosition().With($"{prefix}-{number}"))];
    }

    /// <summary>The job once it has ended.</summary>
    [Fact]
    public async Task A_job_and_its_files_are_for_whoever_began_it_and_for_administrators()
    {
        using var author = store.Host.Client((await client.NewKeyAsync("write")).Secret);
        using var other = store.Host.Client((await client.NewKeyAsync("write", "texts")).Secret);
        var accepted = await author.ImportAsync("/actors?on_error=continue", "name,kind\nOthers,group\nSomebody,nonsense\n", Files.Csv, ("Prefer", "respond-async"));
        var path = accepted.Headers.Location!.ToString();
        await EndAsync(author, path);

        foreach (var (verb, of) in new[] { (HttpMethod.Get, path), (HttpMethod.Get, $"{path}/result"), (HttpMethod.Get, $"{path}/verdicts"), (HttpMethod.Delete, path) })
        {
            var refused = await other.SendAsync(verb, of);
            Assert.Equal((HttpStatusCode.NotFound, "not_found"), (refused.Status, refused.Code));
        }

        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync(path)).Status);
        Assert.Contains("nonsense", await author.GetStringAsync($"{path}/result", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await author.SendAsync(HttpMethod.Delete, path)).Status);
    }

    internal static async Task<JsonNode> EndAsync(HttpClient client, string path)
    {
        while (true)
        {
            var job = (await client.ReadAsync(path)).Body!;
            if ((string)job["state"]! is not ("queued" or "running")) return job;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private async Task<(Answer Accepted, JsonNode Job)> RunAsync(string path, string file, string mediaType = Files.Ndjson)
    {
        var accepted = await client.ImportAsync(path, file, mediaType);
        Assert.True(accepted.Status == HttpStatusCode.Accepted, accepted.Body?.ToJsonString());
        return (accepted, await EndAsync(client, accepted.Headers.Location!.ToString()));
    }

    private async Task<string[]> VerdictsAsync(JsonNode job)
    {
        var text = await client.GetStringAsync(new Uri((string)job["verdicts_url"]!, UriKind.Relative), TestContext.Current.CancellationToken);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).Select(verdict =>
            $"{verdict["line"]} {string.Join(' ', verdict["errors"]!.AsArray().Select(error => $"{error!["pointer"]} {error["code"]}"))}")];
    }

    private async Task<IEnumerable<JsonNode?>> FeedOfAsync(World world)
    {
        var ids = (await client.ReadAsync($"/v1/positions?question_id={world.Question}&limit=1&sort=-recorded_at")).Ids;
        return (await client.ReadAsync($"/v1/positions/{ids[0]}/history")).Body!["items"]!.AsArray();
    }
}
