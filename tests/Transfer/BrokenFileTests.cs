using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StanceApi.Tests.Transfer;

/// <summary>Files that cannot be read: each gets an error that names its place, and keeps nothing.</summary>
public sealed class BrokenFileTests(EmptyStore store)
{
    private const string Question = "{\"text\":\"Should it be built?\"}\n";

    private readonly HttpClient client = store.Host.Writer();

    [Fact]
    public async Task A_closing_line_that_fits_is_taken_and_one_that_does_not_is_refused()
    {
        var lines = Question + Question;

        var fits = await client.ImportAsync("/questions", lines + Files.End(lines));
        var shorter = await client.ImportAsync("/questions", Question + Files.End(lines));
        var changed = await client.ImportAsync("/questions", lines.Replace("built", "Built", StringComparison.Ordinal) + Files.End(lines));
        var longer = await client.ImportAsync("/questions", lines + Files.End(lines) + Question);
        var odd = await client.ImportAsync("/questions", lines + "{\"$end\":{\"count\":\"2\"}}");

        Assert.Equal((HttpStatusCode.OK, 2), (fits.Status, (int)fits.Body!["created"]!));
        Assert.All([shorter, changed, longer, odd], answer => Assert.Equal((HttpStatusCode.BadRequest, "broken_file"), (answer.Status, answer.Code)));
        Assert.Equal(["/lines/2", "/lines/3", "/lines/4", "/lines/3"], [.. new[] { shorter, changed, longer, odd }.Select(answer => answer.Pointers.Single())]);
    }

    [Fact]
    public async Task A_file_packed_with_gzip_is_taken_and_one_that_breaks_off_anywhere_is_refused()
    {
        var packed = Files.Packed(string.Concat(Enumerable.Range(0, 200).Select(number => $"{{\"text\":\"Question {number}?\"}}\n")));

        var whole = await client.ImportAsync("/questions?validate_only=true", packed, encoding: "gzip");
        var twoParts = await client.ImportAsync("/questions?validate_only=true", [.. Files.Packed(Question), .. Files.Packed(Question)], encoding: "gzip");
        int[] cuts = [packed.Length / 2, .. Enumerable.Range(1, 20).Select(missing => packed.Length - missing), 12, 5];
        var broken = await Task.WhenAll(cuts.Select(cut => client.ImportAsync("/questions", packed[..cut], encoding: "gzip")));
        packed[packed.Length / 2] ^= 1;
        var damaged = await client.ImportAsync("/questions", packed, encoding: "gzip");
        var plain = await client.ImportAsync("/questions", Encoding.UTF8.GetBytes(Question), encoding: "gzip");

        Assert.Equal((200, 2), ((int)whole.Body!["created"]!, (int)twoParts.Body!["created"]!));
        Assert.All([.. broken, damaged, plain], answer => Assert.Equal((HttpStatusCode.BadRequest, "broken_file"), (answer.Status, answer.Code)));
        Assert.All(broken, answer => Assert.InRange(int.Parse(answer.Pointers.Single()["/lines/".Length..], CultureInfo.InvariantCulture), 1, 201));
    }

    /// <summary>The lines of a part that is damaged at its beginning would be left out, and nobody would know; zeros that fill up a tape are told too.</summary>
    [Theory]
    [InlineData(0, 0x1E)]
    [InlineData(1, 0x8A)]
    [InlineData(2, 0x07)]
    public async Task What_stands_behind_a_part_is_a_part_or_refused(int place, byte damage)
    {
        var (first, second) = (Files.Packed(Question), Files.Packed(Question));
        second[place] = damage;

        byte[][] files = [[.. first, .. second], [.. first, damage], [.. first, .. "garbage"u8], [.. first, .. new byte[512]]];
        var answers = await Task.WhenAll(files.Select(file => client.ImportAsync("/questions?on_error=continue", file, encoding: "gzip")));

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.BadRequest, "broken_file", "/lines/2"), (answer.Status, answer.Code, answer.Pointers.Single())));
    }

    [Fact]
    public async Task A_line_that_is_not_utf8_is_named()
    {
        byte[] latin = [.. Encoding.UTF8.GetBytes(Question), .. Encoding.Latin1.GetBytes("{\"text\":\"Où?\"}\n")];

        var ndjson = await client.ImportAsync("/questions", latin);
        var csv = await client.ImportAsync("/questions", [.. Encoding.Latin1.GetBytes("text\nA?\nOù?\nB?\n")], Files.Csv);
        var cut = await client.ImportAsync("/questions", [.. "text\nO"u8, 0xC3], Files.Csv);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "/lines/2"), (ndjson.Status, ndjson.Pointers.Single()));
        Assert.Equal("invalid_utf8", (string)ndjson.Body!["errors"]![0]!["code"]!);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_utf8", "/lines/3"), (csv.Status, csv.Code, csv.Pointers.Single()));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_utf8", "/lines/2"), (cut.Status, cut.Code, cut.Pointers.Single()));
    }

    [Fact]
    public async Task A_line_over_the_limit_is_refused_before_it_ends()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Imports:LineBytes", "2048"]);
        using var writer = host.Writer();
        var endless = new EndlessLine(Question);

        var answer = await writer.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/import/questions") { Content = endless }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("line_too_long", body, StringComparison.Ordinal);
        Assert.Contains("/lines/2", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_keeps_nothing()
    {
        await using var host = await StanceHost.StartAsync();
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(host.Address.Host, host.Address.Port, TestContext.Current.CancellationToken);
            var head = $"POST /v1/import/questions?on_error=continue HTTP/1.1\r\nHost: stance\r\nAuthorization: Bearer {StanceHost.AdministratorKey}\r\nContent-Type: {Files.Ndjson}\r\nContent-Length: 9999\r\n\r\n";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + Question + Question), TestContext.Current.CancellationToken);
        }

        using var writer = host.Writer();
        Assert.Equal(HttpStatusCode.OK, (await writer.ImportAsync("/questions", Question)).Status);
        Assert.Equal("1", await writer.HeadAsync());
    }

    [Fact]
    public async Task Without_room_for_temporary_files_nothing_is_taken()
    {
        var folder = Directory.CreateTempSubdirectory("stance-test-").FullName;
        await using var host = await StanceHost.StartAsync(settings: ["--Imports:Folder", folder]);
        using var writer = host.Writer();
        Directory.Delete(folder);

        var answer = await writer.ImportAsync("/questions", Question);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_packed_or_not()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Imports:BodyBytes", "4096"]);
        using var writer = host.Writer();
        var file = string.Concat(Enumerable.Repeat(Question, 200));

        var plain = await writer.ImportAsync("/questions", file);
        var packed = await writer.ImportAsync("/questions", Files.Packed(file), encoding: "gzip");

        Assert.All([plain, packed], answer => Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (answer.Status, answer.Code)));
        Assert.Equal("0", await writer.HeadAsync());
    }

    [Fact]
    public async Task An_empty_file_is_refused_and_one_with_nothing_but_its_closing_line_does_nothing()
    {
        var empty = await client.ImportAsync("/questions", "");
        var blank = await client.ImportAsync("/questions", "\n  \r\n");
        var closed = await client.ImportAsync("/questions", Files.End(""));

        Assert.All([empty, blank], answer => Assert.Equal((HttpStatusCode.BadRequest, "empty_body"), (answer.Status, answer.Code)));
        Assert.Equal((HttpStatusCode.OK, 0), (closed.Status, (int)closed.Body!["processed"]!));
    }

    [Theory]
    [InlineData("/actors", "application/json")]
    [InlineData("", "text/csv")]
    [InlineData("/actors", "text/csv; charset=latin1")]
    public async Task Another_media_type_is_refused(string path, string mediaType)
    {
        var answer = await client.SendAsync(HttpMethod.Post, $"/v1/import{path}", null);
        using var content = new ByteArrayContent([.. "{}"u8]);
        content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        using var response = await client.PostAsync(new Uri($"/v1/import{path}", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, HttpStatusCode.UnsupportedMediaType), (answer.Status, response.StatusCode));
    }

    [Fact]
    public async Task A_bare_record_in_a_mixed_file_is_told_in_one_error_what_it_lacks_and_where_it_may_go()
    {
        var answer = await client.ImportAsync("", """{"id": "mayor", "name": "The mayor", "kind": "person"}""");

        Assert.Equal("/lines/1/type", answer.Pointers.Single());
        Assert.Contains("/v1/import/actors", (string)answer.Body!["errors"]![0]!["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", Files.Ndjson, null)]
    [InlineData("/actors", Files.Csv, null)]
    [InlineData("/actors", Files.Ndjson, "gzip")]
    public async Task A_file_that_is_packed_without_saying_so_or_twice_is_told_what_to_say(string path, string mediaType, string? encoding)
    {
        var packed = Files.Packed("name,kind\nThe mayor,person\n");
        var file = encoding is null ? packed : await PackedAsync(packed);

        var answer = await client.ImportAsync(path, file, mediaType, encoding);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_utf8", "/lines/1"), (answer.Status, answer.Code, answer.Pointers.Single()));
        Assert.Contains("Content-Encoding: gzip", (string)answer.Body!["errors"]![0]!["detail"]!, StringComparison.Ordinal);
    }

    private static async Task<byte[]> PackedAsync(byte[] file)
    {
        using var buffer = new MemoryStream();
        await using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true)) await gzip.WriteAsync(file, TestContext.Current.CancellationToken);
        return buffer.ToArray();
    }

    [Theory]
    [InlineData("[1]", "wrong_type", "")]
    [InlineData("{}", "required", "/type")]
    [InlineData("{\"name\":\"The mayor\"}", "required", "/type")]
    [InlineData("{\"type\":\"actor\"}", "required", "/data")]
    [InlineData("{\"data\":{}}", "required", "/type")]
    [InlineData("{\"type\":\"planet\",\"data\":{}}", "unknown_value", "/type")]
    [InlineData("{\"type\":3,\"data\":{}}", "unknown_value", "/type")]
    [InlineData("{\"type\":\"actor\",\"data\":{},\"more\":1}", "unknown_member", "/more")]
    [InlineData("{\"type\":\"actor\",\"type\":\"actor\",\"data\":{}}", "duplicate_member", "/type")]
    [InlineData("{\"type\":\"actor\",\"data\":{}} {}", "invalid_json", "")]
    [InlineData("{\"type\":\"actor\",\"data\":{", "invalid_json", "")]
    [InlineData("{\"type\":\"actor\",\"data\":[]}", "wrong_type", "/data")]
    [InlineData("{\"type\":\"source_text\",\"data\":{\"source_id\":\"A b\",\"text\":\"x\"}}", "invalid_id", "/data/source_id")]
    [InlineData("{\"type\":\"source_text\",\"data\":{\"source_id\":\"a\",\"text\":3}}", "wrong_type", "/data/text")]
    [InlineData("{\"type\":\"source_text\",\"data\":{\"source_id\":\"a\",\"text\":\"\"}}", "empty", "/data/text")]
    public async Task A_line_of_a_mixed_file_that_is_none_is_told_why(string line, string code, string pointer)
    {
        var answer = await client.ImportAsync("", line);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(answer.Body!["errors"]!.AsArray(), error => ((string)error!["code"]!, (string)error["pointer"]!) == (code, $"/lines/1{pointer}"));
    }

    [Theory]
    [InlineData("/questions", "{\"text\":\"Should it be built?\",}", "This is not JSON from byte 31 on.")]
    [InlineData("", "{\"type\":\"question\",\"data\":{,}}", "This is not JSON from byte 28 on.")]
    public async Task A_line_that_is_not_json_is_told_from_which_byte_on(string path, string line, string detail)
    {
        var answer = await client.ImportAsync(path, "{}\n" + line);
        var body = await client.SendAsync(HttpMethod.Post, "/v1/questions", "{\n\"text\":,}");

        Assert.Equal(("invalid_json", "/lines/2", detail), ((string)answer.Body!["errors"]!.AsArray()[^1]!["code"]!, answer.Pointers[^1], (string)answer.Body["errors"]!.AsArray()[^1]!["detail"]!));
        Assert.Equal("This is not JSON from line 2, byte 8 of the line.", (string)body.Body!["detail"]!);
    }

    [Theory]
    [InlineData("?mode=replace", "/mode")]
    [InlineData("?on_error=stop", "/on_error")]
    [InlineData("?validate_only=1", "/validate_only")]
    [InlineData("?limit=5", "/limit")]
    public async Task Wrong_parameters_are_refused(string query, string pointer)
    {
        var answer = await client.ImportAsync($"/actors{query}", "{}");

        Assert.Equal((HttpStatusCode.BadRequest, pointer), (answer.Status, answer.Pointers.Single()));
    }

    /// <summary>A whole line, then one that never ends.</summary>
    private sealed class EndlessLine : HttpContent
    {
        private readonly byte[] first;

        public EndlessLine(string first)
        {
            this.first = Encoding.UTF8.GetBytes(first);
            Headers.TryAddWithoutValidation("Content-Type", Files.Ndjson);
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(first);
            var block = Encoding.ASCII.GetBytes(new string('x', 4_096));
            for (var count = 0; count < 64; count++)
            {
                await stream.WriteAsync(block);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
