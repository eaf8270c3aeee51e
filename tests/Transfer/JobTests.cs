using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Transfer;

/// <summary>Imports that take long: what is kept of them, and what is told.</summary>
public sealed class JobTests(OwnStore store) : IClassFixture<OwnStore>
{
    private const int Many = 1_200;

    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task A_long_file_is_imported_by_a_job_that_tells_what_it_did_and_once_more_changes_nothing()
    {
        var world = await World.CreateAsync(client);
        var file = Files.Lines(Jobs.Positions(world, Many));

        var (accepted, first) = await Jobs.RunAsync(client, "/positions", file + Files.End(file));
        var (_, again) = await Jobs.RunAsync(client, "/positions", file);

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
        var file = Files.Lines(Jobs.Positions(world, 1_000));
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
            await Jobs.EndAsync(client, accepted.Headers.Location!.ToString());
        }
    }

    /// <summary>What is counted when a file comes is what is read of it then: a file of many records is a job, whatever a quote in it looks like.</summary>
    [Theory]
    [InlineData("\n", "b\"")]
    [InlineData("\r\n", "b\"c")]
    [InlineData("\r", "b")]
    [InlineData("\r", "\"b\rc\"")]
    [InlineData("\n", "\"b\"\"\nc\"")]
    [InlineData("\n", "\"\"")]
    [InlineData("\r", "b\r\r \t")]
    [InlineData("\n", "b\n\r\n")]
    public async Task A_csv_file_has_as_many_records_as_are_read(string newline, string first)
    {
        var csv = string.Concat(Enumerable.Range(0, 1_001).Select(number => $"{(number == 0 ? "id,text" : $"q-{number},{(number == 1 ? first : "Text")}")}{newline}"));

        var few = await client.ImportAsync("/questions?validate_only=true&on_error=continue", Encoding.UTF8.GetBytes(csv), Files.Csv);
        var many = await client.ImportAsync("/questions?validate_only=true&on_error=continue", Encoding.UTF8.GetBytes($"{csv}q-1001,Text{newline}"), Files.Csv);

        Assert.Equal(1_000, (int)few.Body!["processed"]!);
        Assert.Equal(HttpStatusCode.Accepted, many.Status);
        await Jobs.EndAsync(client, many.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_job_that_aborts_keeps_nothing_and_tells_why()
    {
        var world = await World.CreateAsync(client);
        var positions = Jobs.Positions(world, Many);
        positions[Many - 1]["actor_id"] = "nobody";
        positions[700]["question_id"] = "no-question";

        var (_, unknown) = await Jobs.RunAsync(client, "/positions", Files.Lines(positions));
        positions[3]["stance"] = "perhaps";
        var (_, unreadable) = await Jobs.RunAsync(client, "/positions", Files.Lines(positions));
        var (_, broken) = await Jobs.RunAsync(client, "/positions", Files.Lines(positions) + "{\"$end\":{\"count\":1,\"sha256\":\"\"}}\n");

        Assert.Equal(("failed", "lines_refused", 2, 0), ((string)unknown["state"]!, (string)unknown["error"]!["code"]!, (int)unknown["failed"]!, (int)unknown["created"]!));
        Assert.Equal("[]", unknown["kept"]!.ToJsonString());
        Assert.Equal((Many, Many), ((int)unknown["processed"]!, (int)unknown["validated"]!));
        Assert.Equal(["701 /question_id reference_not_found", $"{Many} /actor_id reference_not_found"], await VerdictsAsync(unknown));
        Assert.Equal(["4 /stance unknown_value"], await VerdictsAsync(unreadable));
        Assert.Equal(("failed", "broken_file"), ((string)broken["state"]!, (string)broken["error"]!["code"]!));
        Assert.Empty((await client.ReadAsync($"/v1/positions?question_id={world.Question}")).Ids);
    }

    [Fact]
    public async Task A_job_that_stopped_looking_says_so_and_how_to_have_all_told()
    {
        var lines = "name,kind\n" + string.Concat(Enumerable.Repeat("Nobody,nothing\n", 3_000));

        var (_, job) = await Jobs.RunAsync(client, "/actors", lines, Files.Csv);
        var (_, all) = await Jobs.RunAsync(client, "/actors?on_error=continue&validate_only=true", lines, Files.Csv);

        Assert.InRange((int)job["failed"]!, 1_000, 2_999);
        Assert.Contains("no more are looked at", (string)job["error"]!["detail"]!, StringComparison.Ordinal);
        Assert.Contains("on_error=continue and validate_only=true", (string)job["error"]!["detail"]!, StringComparison.Ordinal);
        Assert.Equal(3_000, (int)all["failed"]!);
    }

    [Fact]
    public async Task A_mixed_job_that_aborts_tells_the_errors_of_every_kind()
    {
        var world = await World.CreateAsync(client);
        var actor = Api.NewId("actor");
        var unruly = world.NewActor();
        unruly["roles"] = new JsonArray(new JsonObject { ["title"] = "Member", ["organization_id"] = "no-organization" });
        var positions = Jobs.Positions(world, Many);
        positions[0]["actor_id"] = actor;
        positions[9]["question_id"] = "no-question";

        var (_, job) = await Jobs.RunAsync(client, "", Files.Lines([Files.Mixed("actor", unruly.With(actor)), .. positions.Select(position => Files.Mixed("position", position))]));

        Assert.Equal(("failed", 3, 0), ((string)job["state"]!, (int)job["failed"]!, (int)job["created"]!));
        Assert.Equal(["1 /data/roles/0/organization_id reference_not_found", "2 /data/actor_id reference_not_found", "11 /data/question_id reference_not_found"], await VerdictsAsync(job));
    }

    [Fact]
    public async Task A_job_that_continues_gives_back_the_refused_lines_to_be_mended_and_sent_again()
    {
        var world = await World.CreateAsync(client);
        var positions = Jobs.Positions(world, Many);
        foreach (var index in new[] { 0, 500, Many - 1 }) positions[index]["actor_id"] = "nobody";
        positions[7]["stance"] = "perhaps";

        var (_, job) = await Jobs.RunAsync(client, "/positions?on_error=continue", Files.Lines(positions));
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

        var (_, job) = await Jobs.RunAsync(client, "/actors?on_error=continue", $"name,kind\n{string.Join('\n', rows)}\n", Files.Csv);
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
        var positions = Jobs.Positions(world, Many);
        for (var index = 0; index < 10; index++) positions[index]["actor_id"] = bad;
        var unruly = world.NewActor();
        unruly["roles"] = new JsonArray(new JsonObject { ["title"] = "Member", ["organization_id"] = "no-organization" });

        var (_, job) = await Jobs.RunAsync(client, "?on_error=continue", Files.Lines(
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
        var positions = Jobs.Positions(world, Many);
        positions[3]["actor_id"] = "nobody";

        var (_, whole) = await Jobs.RunAsync(client, "/positions?validate_only=true", Files.Lines(Jobs.Positions(world, Many)));
        var (_, job) = await Jobs.RunAsync(client, "/positions?on_error=continue&validate_only=true", Files.Lines(positions));

        Assert.Equal(("succeeded", Many, Many, 0), ((string)whole["state"]!, (int)whole["created"]!, (int)whole["processed"]!, (int)whole["failed"]!));
        Assert.Equal("[]", whole["kept"]!.ToJsonString());
        Assert.Equal(("succeeded", Many - 1, 1), ((string)job["state"]!, (int)job["created"]!, (int)job["failed"]!));
        Assert.Equal("[]", job["kept"]!.ToJsonString());
        Assert.Equal(["4 /actor_id reference_not_found"], await VerdictsAsync(job));
        Assert.Empty((await client.ReadAsync($"/v1/positions?question_id={world.Question}")).Ids);
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
