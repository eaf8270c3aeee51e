using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Tests.Nouns;

namespace StanceApi.Tests.Transfer;

/// <summary>What may be asked of an export, and the manners of its answer.</summary>
[Collection(nameof(ManyRecords))]
public sealed class ExportTests(ManyRecords store)
{
    private readonly HttpClient client = store.Host.Reader();

    public static TheoryData<string> Paths => [.. World.Nouns.Concat(["stances", "timelines"]).Select(name => $"/v1/export/{name}"), "/v1/export"];

    public static TheoryData<string> Selections =>
    [
        "positions?stance=support&stance=oppose&stated_on.gte=2024", "positions?as_of=2024-06", "positions?known_at=140&condition_status=open", "actors?kind=person",
        "sources?published_on.lt=2025", "arguments?relation_type=attacks", "questions?status=decided", "stances?actor_kind=person&as_of=2025", "stances?verdict=thin",
    ];

    [Theory, MemberData(nameof(Selections))]
    public async Task The_filters_and_times_of_a_list_choose_the_same_of_its_export(string selection)
    {
        var (lines, snapshot) = await client.LinesAsync($"/v1/export/{selection}");

        var list = selection.Contains("known_at", StringComparison.Ordinal) ? $"/v1/{selection.Replace("known_at=140&", "", StringComparison.Ordinal)}" : $"/v1/{selection}";
        Assert.NotEmpty(lines);
        Assert.Equal(await client.PagesAsync(list, snapshot), lines.Select(line => line.ToJsonString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("as_of=2024-06&")]
    [InlineData("known_at=140&actor_kind=person&")]
    public async Task The_timelines_are_those_of_every_question(string selection)
    {
        var (lines, snapshot) = await client.LinesAsync($"/v1/export/timelines?{selection}");

        var timelines = new List<string>();
        foreach (var question in store.All("questions").Select(question => (string)question["id"]!))
        {
            var filters = selection.Replace("known_at=140&", "", StringComparison.Ordinal).TrimEnd('&');
            timelines.AddRange((await client.PagesAsync($"/v1/questions/{question}/timeline?{filters}", snapshot)).Select(change => $"{question} {change}"));
        }

        Assert.NotEmpty(lines);
        Assert.Equal(timelines.Order(StringComparer.Ordinal), lines.Select(line => $"{line["question_id"]} {line.ToJsonString()}").Order(StringComparer.Ordinal));
        Assert.Equal(lines.Select(line => line.ToJsonString()), await client.CsvAsync($"/v1/export/timelines?{selection}format=csv", ["seq"]));
        Assert.Equal(lines.Select(line => line.ToJsonString()), (await client.ParquetAsync($"/v1/export/timelines?{selection}format=parquet")).Records);
    }

    [Fact]
    public async Task As_of_chooses_among_the_positions_of_the_mixed_file_and_leaves_the_rest()
    {
        var all = (await client.LinesAsync("/v1/export")).Lines;
        var some = (await client.LinesAsync("/v1/export?as_of=2024-06")).Lines;

        var positions = (await client.LinesAsync("/v1/export/positions?as_of=2024-06")).Lines;
        Assert.Equal(all.Where(line => (string)line["type"]! != "position").Select(line => line.ToJsonString()), some.Where(line => (string)line["type"]! != "position").Select(line => line.ToJsonString()));
        Assert.Equal(positions.Select(line => line.ToJsonString()), some.Where(line => (string)line["type"]! == "position").Select(line => line["data"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("limit=5", "/limit", "unknown_parameter")]
    [InlineData("cursor=a", "/cursor", "unknown_parameter")]
    [InlineData("sort=id", "/sort", "unknown_parameter")]
    [InlineData("kind=person&kind=robot", "/kind", "unknown_value")]
    [InlineData("format=xml", "/format", "unknown_value")]
    [InlineData("formula_guard=true", "/formula_guard", "meaningless_combination")]
    [InlineData("formula_guard=yes&format=csv", "/formula_guard", "invalid_parameter")]
    [InlineData("known_at=9999999", "/known_at", "known_at_in_future")]
    [InlineData("as_of=2025", "/as_of", "unknown_parameter")]
    public async Task What_an_export_does_not_take_is_refused(string query, string pointer, string code)
    {
        var refused = await client.ReadAsync($"/v1/export/actors?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, code, pointer), (refused.Status, refused.Code, refused.Pointers.Single()));
    }

    [Theory]
    [InlineData("/v1/export/nothing", HttpStatusCode.NotFound)]
    [InlineData("/v1/export?format=csv", HttpStatusCode.BadRequest)]
    [InlineData("/v1/export/", HttpStatusCode.OK)]
    public async Task Only_what_there_is_can_be_exported(string path, HttpStatusCode status)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("application/x-ndjson", "application/x-ndjson")]
    [InlineData("text/csv", "text/csv; charset=utf-8")]
    [InlineData("application/vnd.apache.parquet", "application/vnd.apache.parquet")]
    [InlineData("text/*;q=0.5, application/x-ndjson;q=0.1", "text/csv; charset=utf-8")]
    public async Task Accept_chooses_the_format(string accept, string answered)
    {
        var head = await client.SendAsync(HttpMethod.Head, "/v1/export/actors", headers: ("Accept", accept));

        Assert.Equal((HttpStatusCode.OK, answered), (head.Status, head.ContentHeaders.ContentType!.ToString()));
        Assert.Contains($"stance-actors-{head.Headers.GetValues("Stance-Snapshot").Single()}.", head.ContentHeaders.ContentDisposition!.FileName!, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Paths))]
    public async Task A_head_has_the_headers_of_a_get_and_no_body(string path)
    {
        foreach (var format in path == "/v1/export" ? ["ndjson"] : new[] { "ndjson", "csv", "parquet" })
        {
            using var get = await client.GetAsync(new Uri($"{path}?format={format}", UriKind.Relative), TestContext.Current.CancellationToken);
            using var request = new HttpRequestMessage(HttpMethod.Head, $"{path}?format={format}");
            using var head = await client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(Described(get), Described(head));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
    }

    [Theory, MemberData(nameof(Paths))]
    public async Task What_has_not_changed_is_not_sent_again(string path)
    {
        var tag = (await client.SendAsync(HttpMethod.Head, path)).ETag!;

        var again = await client.ReadAsync(path, ("If-None-Match", tag));
        var other = await client.SendAsync(HttpMethod.Head, $"{path}?known_at=5", headers: ("If-None-Match", tag));

        Assert.StartsWith("W/", tag, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotModified, tag), (again.Status, again.ETag));
        Assert.Equal(HttpStatusCode.OK, other.Status);
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate, br", "gzip")]
    [InlineData("gzip;q=0.2, br;q=0.9, identity;q=0.1", "br")]
    [InlineData("zstd", null)]
    [InlineData("gzip;q=0", null)]
    [InlineData("identity, gzip;q=0.5", null)]
    [InlineData("*", null)]
    [InlineData("\"", null)]
    public async Task An_export_is_compressed_where_that_is_asked_for(string accepted, string? coding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/export");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using var plain = coding switch
        {
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var all = new MemoryStream();
        await plain.CopyToAsync(all, TestContext.Current.CancellationToken);

        Assert.Equal(coding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        Assert.Equal(150, Exported.Verify(all.ToArray()).Length);
    }

    [Fact]
    public async Task Parquet_is_not_compressed_twice()
    {
        var head = await client.SendAsync(HttpMethod.Head, "/v1/export/actors?format=parquet", headers: ("Accept-Encoding", "gzip"));

        Assert.Empty(head.ContentHeaders.ContentEncoding);
    }

    [Fact]
    public async Task The_index_tells_what_there_is_and_how_much()
    {
        var index = (await client.ReadAsync("/v1/export/index.json")).Body!;

        Assert.Equal((string)(await client.ReadAsync("/v1/changes?after=0&limit=500")).Body!["next"]!, (string)index["snapshot"]!);
        var datasets = index["datasets"]!.AsArray();
        Assert.Equal(["sources", "questions", "actors", "arguments", "positions", "stances", "timelines", "everything"], datasets.Select(dataset => (string)dataset!["name"]!));
        Assert.Equal([30, 30, 30, 30, 30, null, null, 150], datasets.Select(dataset => (int?)dataset!["count"]));
        foreach (var dataset in datasets)
        {
            Assert.NotNull(dataset!["changed_at"]);
            foreach (var file in dataset["files"]!.AsArray())
            {
                var head = await client.SendAsync(HttpMethod.Head, (string)file!["url"]!);
                Assert.Equal((HttpStatusCode.OK, (string)file["media_type"]!), (head.Status, head.ContentHeaders.ContentType!.MediaType));
            }
        }
    }

    [Fact]
    public async Task The_index_of_then_tells_what_there_was()
    {
        var index = (await client.ReadAsync("/v1/export/index.json?known_at=31")).Body!;

        Assert.Equal(("31", "31"), ((string)index["snapshot"]!, (string)index["known_at"]!));
        Assert.Equal([30, 1, 0, 0, 0, null, null, 31], index["datasets"]!.AsArray().Select(dataset => (int?)dataset!["count"]));
        var entries = (await client.ReadAsync("/v1/changes?after=0&limit=31")).Body!["items"]!.AsArray();
        Assert.Equal(((string)entries[29]!["at"]!, (string)entries[30]!["at"]!, null), At(index));
        var file = index["datasets"]![0]!["files"]!.AsArray().Single(each => (string)each!["format"]! == "ndjson")!;
        Assert.Equal(30, (await client.LinesAsync((string)file["url"]!)).Lines.Length);
        Assert.Equal("0", (string)(await client.ReadAsync("/v1/export/index.json?known_at=0")).Body!["snapshot"]!);
    }

    private static (string? Sources, string? Questions, string? Actors) At(JsonNode index) =>
        ((string?)index["datasets"]![0]!["changed_at"], (string?)index["datasets"]![1]!["changed_at"], (string?)index["datasets"]![2]!["changed_at"]);

    private static string[] Described(HttpResponseMessage response) =>
    [
        .. response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Content-Length"))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal),
    ];
}
