using System.Net;
using StanceApi.Storage;

namespace StanceApi.Tests.Http;

/// <summary>What is too large, too deep, too much at once or too slow is refused with an answer, and harms nobody else.</summary>
public sealed class LimitTests
{
    private const string Head = $"POST /v1/questions HTTP/1.1\r\nHost: stance\r\nAuthorization: Bearer {StanceHost.AdministratorKey}\r\nContent-Type: application/json\r\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_writes_a_large_body_before_reading_gets_the_answer(bool isChunked)
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:BodyBytes", "1024");
        using var connection = await RawConnection.OpenAsync(host);
        var body = new byte[8_000_000];

        await connection.WriteAsync(Head + (isChunked ? $"Transfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n" : $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
        await connection.WriteAsync(body);
        if (isChunked) await connection.WriteAsync("\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: stance\r\nConnection: close\r\n\r\n");
        var answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("at most 1024 bytes", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_whether_to_send_a_large_body_is_told_before_sending_it()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:BodyBytes", "1024");
        using var connection = await RawConnection.OpenAsync(host);

        await connection.WriteAsync(Head + "Content-Length: 2000000\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_without_an_end_is_not_read_for_ever()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:BodyBytes", "1024");
        using var connection = await RawConnection.OpenAsync(host);

        await connection.WriteAsync(Head + "Content-Length: 999999999999\r\n\r\n");
        await connection.WriteAsync(new byte[100_000]);

        Assert.StartsWith("HTTP/1.1 413 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_cut_off()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:SlowestBytesPerSecond", "1000");
        using var connection = await RawConnection.OpenAsync(host);

        await connection.WriteAsync(Head + "Content-Length: 1000\r\n\r\n{");

        Assert.Matches(@"\AHTTP/1\.1 408 (?s:.*)too slowly\. Send it without pauses\.", await connection.ReadToEndAsync());
    }

    [Fact]
    public async Task Whoever_has_sent_much_may_not_pause_for_long_either()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:StallSeconds", "1");
        using var connection = await RawConnection.OpenAsync(host);

        await connection.WriteAsync(Head + "Content-Length: 1000000\r\n\r\n");
        await connection.WriteAsync(new byte[500_000]);

        Assert.Matches(@"\AHTTP/1\.1 408 (?s:.*)too slowly\. Send it without pauses\.", await connection.ReadToEndAsync());
    }

    [Fact]
    public async Task Headers_that_do_not_end_are_cut_off()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:HeaderSeconds", "1");
        using var connection = await RawConnection.OpenAsync(host);

        await connection.WriteAsync("GET /v1/questions HTTP/1.1\r\nHost: sta");

        Assert.Matches(@"\AHTTP/1\.1 408 (?s:.*)too slowly\. Send them without pauses\.", await connection.ReadToEndAsync());
    }

    [Fact]
    public async Task A_connection_on_which_nothing_is_asked_is_closed()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:IdleSeconds", "1");
        using var connection = await RawConnection.OpenAsync(host);

        await connection.WriteAsync("GET /health/live HTTP/1.1\r\nHost: stance\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_beyond_those_that_the_settings_allow_is_closed_until_another_ends()
    {
        const string Request = "GET /health/live HTTP/1.1\r\nHost: stance\r\n";
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:Connections", "10");
        var held = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RawConnection.OpenAsync(host)));
        foreach (var connection in held)
        {
            await connection.WriteAsync($"{Request}\r\n");
            await connection.ReadOneAsync();
        }

        Assert.Equal(0, await AnsweredAsync());

        held[0].Dispose();
        while (await AnsweredAsync() == 0) await Task.Delay(50, TestContext.Current.CancellationToken);
        foreach (var connection in held) connection.Dispose();

        async Task<long> AnsweredAsync()
        {
            using var further = await RawConnection.OpenAsync(host);
            await further.WriteAsync($"{Request}Connection: close\r\n\r\n");
            return await further.CountToEndAsync();
        }
    }

    [Theory]
    [InlineData("RequestLineBytes", "1024", "GET /v1/questions?id={0} HTTP/1.1\r\nHost: stance\r\n\r\n", 1_000, 414)]
    [InlineData("HeaderBytes", "4096", "GET /v1/questions HTTP/1.1\r\nHost: stance\r\nX-A: {0}\r\n\r\n", 4_096, 431)]
    public async Task A_line_and_headers_have_the_length_that_the_settings_say(string setting, string value, string request, int length, int status)
    {
        await using var host = await StanceHost.StartAsync(seeds: false, $"--Limits:{setting}", value);
        using var connection = await RawConnection.OpenAsync(host);

        await connection.WriteAsync(request.Replace("{0}", new string('a', length), StringComparison.Ordinal));

        Assert.StartsWith($"HTTP/1.1 {status} ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_are_as_many_as_the_settings_say()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:Headers", "16");
        using var connection = await RawConnection.OpenAsync(host);

        await connection.WriteAsync($"GET /v1/questions HTTP/1.1\r\nHost: stance\r\n{string.Concat(Enumerable.Range(0, 16).Select(index => $"X-{index}: 1\r\n"))}\r\n");

        Assert.StartsWith("HTTP/1.1 431 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_is_as_deep_as_the_settings_say()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:JsonDepth", "8");
        using var client = host.Writer();
        static string Nested(int depth) => $$"""{"text": {{new string('[', depth - 1)}}{{new string(']', depth - 1)}}}""";

        var answers = new[] { await client.SendAsync(HttpMethod.Post, "/v1/questions", Nested(8)), await client.SendAsync(HttpMethod.Post, "/v1/questions", Nested(9)) };

        Assert.Equal(["wrong_type", "too_deep"], answers.Select(answer => answer.Code));
    }

    [Fact]
    public async Task A_page_is_as_large_as_the_settings_say_and_the_document_says_so_too()
    {
        await using var host = await StanceHost.StartAsync(seeds: true, "--Limits:PageItems", "7");
        using var client = host.Reader();

        Assert.Equal(7, (await client.ReadAsync("/v1/actors")).Ids.Length);
        foreach (var path in new[] { "/v1/actors", "/v1/stances", "/v1/changes", "/v1/actors/khawaja-asif/history", "/v1/actors/khawaja-asif/timeline", "/v1/sources/news-report-2025-10-28/citations" })
        {
            var answers = new[] { await client.ReadAsync($"{path}?limit=7"), await client.ReadAsync($"{path}?limit=8") };
            Assert.Equal([(HttpStatusCode.OK, null), (HttpStatusCode.BadRequest, "invalid_parameter")], answers.Select(answer => (answer.Status, answer.Code)));
        }

        var operations = (await client.ReadAsync("/openapi/v1.json")).Body!["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => operation.Value!));
        Assert.All(
            operations.SelectMany(operation => operation["parameters"]?.AsArray() ?? []).Where(parameter => (string?)parameter!["name"] == "limit"),
            parameter => Assert.Equal(7, (int)parameter!["schema"]!["maximum"]!));
    }

    [Fact]
    public async Task Requests_beyond_those_that_are_served_at_once_are_answered_503_and_health_and_metrics_are_exempt()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:Requests", "1");
        using var client = host.Writer();
        using var slow = await RawConnection.OpenAsync(host);
        var body = """{"text":"Should it wait?"}""";

        // Its place is taken while its body is on its way. Nobody else asks before it has it: the place could be theirs.
        await slow.WriteAsync(Head + $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{{");
        var slots = host.Services.GetRequiredService<StanceApi.Http.RequestSlots>();
        while (slots.Running < 1) await Task.Delay(10, TestContext.Current.CancellationToken);
        var busy = await client.ReadAsync("/v1/questions");
        var health = await client.ReadAsync("/health/ready");
        using var metrics = await client.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        await slow.WriteAsync(body[1..]);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy", "1"), (busy.Status, busy.Code, busy.Headers.RetryAfter?.ToString()));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (health.Status, metrics.StatusCode));
        Assert.StartsWith("HTTP/1.1 201 ", await slow.ReadToEndAsync(), StringComparison.Ordinal);
        var free = await UntilAsync(client, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, free.Status);
    }

    /// <summary>Asks again until it is answered so, or for some seconds.</summary>
    private static async Task<Answer> UntilAsync(HttpClient client, HttpStatusCode status)
    {
        var answer = await client.ReadAsync("/v1/questions");
        for (var attempt = 0; attempt < 400 && answer.Status != status; attempt++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            answer = await client.ReadAsync("/v1/questions");
        }

        return answer;
    }

    [Fact]
    public async Task Nobody_has_all_readers()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:Readers", "2", "--Limits:ReadersPerCaller", "1");
        using var anybody = host.Reader();
        using var other = host.Writer();
        var turns = host.Services.GetRequiredService<StanceApi.Access.ReaderTurns>();
        var turn = await turns.TakeAsync("address 127.0.0.1", TestContext.Current.CancellationToken);

        var waiting = anybody.ReadAsync("/v1/actors");
        var others = await other.ReadAsync("/v1/actors");
        var hadToWait = !waiting.IsCompleted;
        turn.Dispose();

        Assert.Equal((HttpStatusCode.OK, true), (others.Status, hadToWait));
        Assert.Equal(HttpStatusCode.OK, (await waiting).Status);
    }

    [Fact]
    public async Task Nobody_has_all_places_for_streams()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:Streams", "3", "--Limits:StreamsPerCaller", "2");
        using var client = host.Writer();
        using var other = host.Reader();
        var streams = new List<HttpResponseMessage>();
        for (var count = 0; count < 2; count++)
            streams.Add(await client.GetAsync("/v1/changes?format=event_stream", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken));

        var third = await client.ReadAsync("/v1/changes?wait=60");
        var pages = await client.ReadAsync("/v1/changes");
        using var others = await other.GetAsync("/v1/changes?format=event_stream", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        streams.ForEach(stream => stream.Dispose());
        var slots = host.Services.GetRequiredService<StanceApi.Http.RequestSlots>();
        while (slots.Lasting > 1) await Task.Delay(10, TestContext.Current.CancellationToken);
        using var again = await client.GetAsync("/v1/changes?format=event_stream", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy", HttpStatusCode.OK), (third.Status, third.Code, pages.Status));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [others.StatusCode, again.StatusCode]);
    }

    [Fact]
    public async Task There_are_threads_for_others_while_every_read_blocks_one()
    {
        await using var host = await StanceHost.StartAsync();

        ThreadPool.GetMinThreads(out var threads, out _);

        var limits = new ServiceLimits();
        Assert.True(threads > limits.Readers + Readers.Kept + limits.Exports + Environment.ProcessorCount, $"{threads} threads");
    }

    [Fact]
    public async Task Streams_and_long_polls_take_no_place_of_a_request_and_have_a_bound_of_their_own()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:Requests", "2", "--Limits:Streams", "2");
        using var client = host.Writer();
        using var stream = await client.GetAsync("/v1/changes?format=event_stream", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var poll = client.ReadAsync("/v1/changes?wait=60");
        var slots = host.Services.GetRequiredService<StanceApi.Http.RequestSlots>();
        while (slots.Lasting < 2) await Task.Delay(10, TestContext.Current.CancellationToken);

        var third = await client.ReadAsync("/v1/changes?wait=60");
        var written = await client.CreateAsync("questions", new() { ["text"] = "Is there room?" });

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy"), (third.Status, third.Code));
        Assert.Equal(HttpStatusCode.Created, written.Status);
        Assert.Equal(HttpStatusCode.OK, (await poll).Status);
        stream.Dispose();
        while (slots.Lasting > 0) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Equal(0, slots.Running);
    }
}
