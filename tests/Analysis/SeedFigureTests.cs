using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Analysis;

/// <summary>The figures of the demonstration data, as the coding of the article concludes.</summary>
public sealed class SeedFigureTests(SeededStore store)
{
    private const string Question = "/v1/questions/contribute-troops";

    private readonly HttpClient client = store.Host.Reader();

    [Fact]
    public async Task Eight_actors_stand_so()
    {
        var summary = (await client.ReadAsync($"{Question}/summary")).Body!;

        Assert.Equal(
            """{"strongly_support":1,"support":2,"neutral":0,"oppose":1,"strongly_oppose":0,"ambivalent":1,"undecided":1,"withheld":1,"no_position":1}""",
            summary["stances"]!.ToJsonString());
        Assert.Equal((4, 0.296875), ((int)summary["polarization"]!["n"]!, (double)summary["polarization"]!["variance"]!));
        Assert.Equal(1 / 3.0, (double)summary["polarization"]!["agreement"]!, 1e-15);
        Assert.Equal("""{"actors":8,"with_number":4,"without_number":4,"silent":["an-official"]}""", summary["coverage"]!.ToJsonString());
    }

    [Fact]
    public async Task The_groups_of_a_summary_add_up_and_every_stance_names_its_positions()
    {
        var summary = (await client.ReadAsync($"{Question}/summary")).Body!;

        foreach (var group in new[] { "by_actor_kind", "by_capacity", "by_attribution" })
            Assert.Equal(8, summary[group]!.AsArray().Sum(each => each!["stances"]!.AsObject().Sum(count => (int)count.Value!)));
        foreach (var group in new[] { "by_actor_kind", "by_capacity", "by_attribution" })
        {
            Assert.All(summary[group]!.AsArray(), each => Assert.Equal(each!["actor_ids"]!.AsArray().Count, each["stances"]!.AsObject().Sum(count => (int)count.Value!)));
            Assert.Equal(summary["actors"]!.AsArray().Select(actor => (string)actor!["actor_id"]!), summary[group]!.AsArray().SelectMany(each => each!["actor_ids"]!.AsArray()).Select(id => (string)id!).Order(StringComparer.Ordinal));
        }

        var personal = summary["by_capacity"]!.AsArray().Single(each => (string?)each!["capacity"] == "personal")!;
        Assert.Equal(["rana-sanaullah"], personal["actor_ids"]!.AsArray().Select(id => (string?)id));
        Assert.Equal(["official 6", "personal 1", "unspecified 1"], summary["by_capacity"]!.AsArray().Select(each => $"{each!["capacity"]} {each["stances"]!.AsObject().Sum(count => (int)count.Value!)}"));
        Assert.Equal(8, summary["actors"]!.AsArray().Count(actor => actor!["basis"]!.AsArray().Count == 1));
        Assert.Equal("""{"sufficient":2,"thin":6,"thin_share":0.75}""", summary["evidence"]!.ToJsonString());
    }

    [Fact]
    public async Task Arguments_are_counted_by_category_and_direction()
    {
        var counts = (await client.ReadAsync($"{Question}/summary")).Body!["arguments"]!.AsArray();

        Assert.Equal(
            ["moral pro 3 3", "moral con 1 1", "operational pro 2 2", "diplomatic pro 6 6", "risk con 4 2"],
            counts.Select(each => $"{each!["category"]} {each["direction"]} {each["count"]} {each["advanced"]}"));
        Assert.All(counts, each => Assert.Equal((int)each!["count"]!, each["argument_ids"]!.AsArray().Count));
    }

    [Fact]
    public async Task The_figures_are_those_of_any_earlier_day_and_of_any_filter()
    {
        var before = (await client.ReadAsync($"{Question}/summary?as_of=2025-10-27")).Body!;
        var onRecord = (await client.ReadAsync($"{Question}/summary?attribution=on_record&known_at=44")).Body!;

        Assert.Equal(("2025-10-27", 1, 1), ((string?)before["as_of"], (int)before["coverage"]!["actors"]!, (int)before["stances"]!["strongly_support"]!));
        Assert.Null(before["polarization"]!["variance"]);
        Assert.Equal(("44", 3, "on_record"), ((string?)onRecord["known_at"], (int)onRecord["coverage"]!["actors"]!, (string?)onRecord["filters"]!["attribution"]![0]));
        Assert.Equal(0, (int)(await client.ReadAsync($"{Question}/summary?known_at=3")).Body!["arguments"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_matrix_has_a_number_or_null()
    {
        var matrix = (await client.ReadAsync("/v1/matrix")).Body!;

        Assert.Equal(["contribute-troops", "parliament-on-board", "un-mandate"], matrix["columns"]!.AsArray().Select(each => (string?)each));
        Assert.Equal(
            """{"an-official":[null,null,1],"another-official":[null,null,null],"government-circles":[1,null,null],"government-of-pakistan":[null,null,null],"khawaja-asif":[null,1,null],"many-pakistanis":[-1,null,null],"military-establishment":[null,null,null],"officials-in-islamabad":[1,null,null],"rana-sanaullah":[2,null,null]}""",
            new JsonObject(matrix["rows"]!.AsArray().Zip(matrix["values"]!.AsArray(), (row, values) => KeyValuePair.Create((string)row!, (JsonNode?)values!.DeepClone()))).ToJsonString());
        Assert.Equal((27, 6, 4, 17), ((int)matrix["missing"]!["cells"]!, (int)matrix["missing"]!["with_number"]!, (int)matrix["missing"]!["without_number"]!, (int)matrix["missing"]!["silent"]!));
        Assert.Equal(10, matrix["cells"]!.AsArray().Count(cell => cell!["basis"]!.AsArray().Count > 0));
    }

    [Theory]
    [InlineData("/v1/matrix?format=csv&actor_kind=person", null)]
    [InlineData("/v1/matrix?actor_kind=person", "text/csv")]
    public async Task The_matrix_is_CSV_too(string path, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null) request.Headers.Add("Accept", accept);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("44", response.Headers.GetValues("Stance-Snapshot").Single());
        Assert.Equal(
            "actor_id,contribute-troops,parliament-on-board,un-mandate\r\nan-official,,,1\r\nanother-official,,,\r\nkhawaja-asif,,1,\r\nrana-sanaullah,2,,\r\n",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Two_actors_are_as_far_apart_as_their_numbers()
    {
        var agreement = (await client.ReadAsync("/v1/actors/rana-sanaullah/agreement/many-pakistanis")).Body!;
        var without = (await client.ReadAsync("/v1/actors/khawaja-asif/agreement/many-pakistanis")).Body!;

        Assert.Equal((0.75, 1, 3), ((double)agreement["distance"]!, (int)agreement["n"]!, (int)agreement["shared_questions"]![0]!["difference"]!));
        Assert.Equal("personal", (string?)agreement["shared_questions"]![0]!["stance"]!["capacity"]);
        Assert.Equal(["s11-many-pakistanis-may-object"], agreement["shared_questions"]![0]!["other_stance"]!["basis"]!.AsArray().Select(id => (string?)id));
        Assert.Equal((null, 0, 1), ((double?)without["distance"], (int)without["n"]!, without["shared_questions"]!.AsArray().Count));
        Assert.Null(without["shared_questions"]![0]!["difference"]);
    }

    [Fact]
    public async Task Two_actors_agree_for_different_reasons()
    {
        var agreement = (await client.ReadAsync("/v1/actors/rana-sanaullah/agreement/government-circles")).Body!;

        Assert.True((bool)agreement["shared_questions"]![0]!["different_reasons"]!);
        Assert.Empty(agreement["shared_arguments"]!.AsArray());
        Assert.Equal(["government-circles", "rana-sanaullah"], agreement["differing_arguments"]!.AsArray().Select(each => (string)each!["actor_id"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Twelve_arguments_are_unanswered_and_the_moral_ground_is_contested()
    {
        var map = (await client.ReadAsync($"{Question}/argument-map")).Body!;

        Assert.Equal((16, 12), (map["arguments"]!.AsArray().Count, map["unanswered"]!.AsArray().Count));
        Assert.Equal(12, map["arguments"]!.AsArray().Count(argument => !(bool)argument!["answered"]!));
        Assert.Equal(9, map["arguments"]!.AsArray().Sum(argument => argument!["relations"]!.AsArray().Count));
        Assert.Equal(["moral 3 1"], map["contested"]!.AsArray().Select(each => $"{each!["ground"]} {each["pro"]!.AsArray().Count} {each["con"]!.AsArray().Count}"));
        Assert.Equal(
            ["government-circles officials-in-islamabad", "government-circles rana-sanaullah", "officials-in-islamabad rana-sanaullah"],
            map["different_reasons"]!.AsArray().Select(each => $"{each!["actor_id"]} {each["other_id"]}"));
        Assert.Equal(
            """[{"actor_id":"many-pakistanis","position_id":"s11-many-pakistanis-may-object","stance":"oppose"}]""",
            map["arguments"]!.AsArray().Single(argument => (string?)argument!["id"] == "betrayal-of-palestinian-resistance")!["advanced_by"]!.ToJsonString());
    }

    [Fact]
    public async Task The_map_can_be_drawn_with_Graphviz()
    {
        var dot = await client.GetStringAsync($"{Question}/argument-map?format=dot", TestContext.Current.CancellationToken);
        var filtered = await client.GetStringAsync($"{Question}/argument-map?format=dot&actor_kind=person&as_of=2025-12-31", TestContext.Current.CancellationToken);

        Assert.StartsWith("digraph \"contribute-troops\" {", dot, StringComparison.Ordinal);
        Assert.Contains("\n  label=\"Only actor_kind person. As of 2025-12-31, at feed position 44.\";\n", filtered, StringComparison.Ordinal);
        Assert.Equal(16, dot.Split('\n').Count(line => line.Contains("shape=box", StringComparison.Ordinal)));
        Assert.Contains("\"actor:khawaja-asif\" [shape=ellipse, label=\"Khawaja Asif\"]", dot, StringComparison.Ordinal);
        Assert.Contains("\"peacekeeping-record\" -> ", dot, StringComparison.Ordinal);
        Assert.Contains("[label=\"undercuts\", style=dotted, color=\"#D55E00\"]", dot, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/summary")]
    [InlineData("/argument-map")]
    [InlineData("/argument-map?format=dot")]
    public async Task Answers_are_the_same_to_the_byte_and_cost_nothing_again(string path)
    {
        var first = await client.GetAsync(new Uri(Question + path, UriKind.Relative), TestContext.Current.CancellationToken);
        var second = await client.GetAsync(new Uri(Question + path, UriKind.Relative), TestContext.Current.CancellationToken);
        var unchanged = await client.ReadAsync(Question + path, ("If-None-Match", first.Headers.ETag!.ToString()));

        Assert.Equal(await first.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), await second.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.Status);
    }

    [Theory]
    [InlineData("/v1/questions/nothing/summary", 404, "not_found")]
    [InlineData("/v1/questions/nothing/argument-map", 404, "not_found")]
    [InlineData("/v1/actors/nobody/agreement/khawaja-asif", 404, "not_found")]
    [InlineData("/v1/actors/khawaja-asif/agreement/nobody", 404, "not_found")]
    [InlineData("/v1/actors/khawaja-asif/agreement/-", 400, "invalid_id")]
    [InlineData("/v1/actors/khawaja-asif/agreement/khawaja-asif", 400, "meaningless_combination")]
    [InlineData("/v1/questions/contribute-troops/summary?question_id=un-mandate", 400, "unknown_parameter")]
    [InlineData("/v1/questions/contribute-troops/summary?limit=5", 400, "unknown_parameter")]
    [InlineData("/v1/questions/contribute-troops/argument-map?ground=colour", 400, "unknown_value")]
    [InlineData("/v1/questions/contribute-troops/argument-map?format=csv", 400, "unknown_value")]
    [InlineData("/v1/matrix?actor_kind=robot", 400, "unknown_value")]
    [InlineData("/v1/matrix?format=dot", 400, "unknown_value")]
    public async Task Bad_requests_are_told_what_is_wrong(string path, int status, string code)
    {
        var answer = await client.ReadAsync(path);

        Assert.Equal(((HttpStatusCode)status, code), (answer.Status, answer.Code));
    }
}
