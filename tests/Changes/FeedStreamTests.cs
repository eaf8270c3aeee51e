using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Changes;

/// <summary>The change feed as server-sent events.</summary>
public sealed class FeedStreamTests
{
    [Fact]
    public async Task Events_come_as_they_are_written_and_resume_after_the_last_one()
    {
        await using var host = await StanceHost.StartAsync();
        using var writer = host.Writer();
        await writer.ReplaceAsync("actors", "a", Actor("One"));
        using var first = await OpenAsync(writer, null);
        using var reader = new StreamReader(await first.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        var one = await EventAsync(reader);
        await writer.ReplaceAsync("actors", "a", Actor("Two"));
        var two = await EventAsync(reader);
        first.Dispose();
        await writer.ReplaceAsync("actors", "a", Actor("Three"));
        using var second = await OpenAsync(writer, two.Id);
        using var resumed = new StreamReader(await second.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var three = await EventAsync(resumed);

        Assert.Equal(["1", "2", "3"], new[] { one, two, three }.Select(each => each.Id));
        Assert.Equal(["One", "Two", "Three"], new[] { one, two, three }.Select(each => (string)each.Data["data"]!["name"]!));
    }

    [Fact]
    public async Task A_quiet_stream_sends_comments_and_ends_cleanly_when_the_service_stops()
    {
        var host = await StanceHost.StartAsync(settings: ["--Limits:HeartbeatSeconds", "1"]);
        using var client = host.Reader();
        using var response = await OpenAsync(client, null);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        var heartbeat = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        await host.DisposeAsync();
        var rest = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(": heartbeat", heartbeat);
        Assert.DoesNotContain("data:", rest, StringComparison.Ordinal);
    }

    private static JsonObject Actor(string name) => new() { ["name"] = name, ["kind"] = "person" };

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient client, string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/changes");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    private static async Task<(string Id, JsonNode Data)> EventAsync(StreamReader reader)
    {
        var id = "";
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return (id, JsonNode.Parse(line[6..])!);
        }

        throw new EndOfStreamException("The stream ended before an event.");
    }

    [Fact]
    public async Task A_stream_without_news_answers_at_once_and_HEAD_ends_there()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:HeartbeatSeconds", "300");
        using var client = host.Reader();
        using var request = new HttpRequestMessage(HttpMethod.Head, "/v1/changes?format=event_stream");
        using var single = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = host.Address, Timeout = TimeSpan.FromMinutes(1) };

        // Either would wait five minutes for a heartbeat otherwise.
        using var stream = await client.GetAsync(new Uri("/v1/changes?format=event_stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var head = await single.SendAsync(request, TestContext.Current.CancellationToken);
        using var next = await single.GetAsync(new Uri("/v1/actors", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType?.MediaType);
        Assert.Equal("text/event-stream", head.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["Accept", "Authorization"], stream.Headers.Vary);
        Assert.True(next.IsSuccessStatusCode);
    }
}
