using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using StanceApi.Tests.Citations;

namespace StanceApi.Tests.Changes;

/// <summary>
/// Follows the feed of one service by pages, long polls and event streams, is cut off at any moment, goes on from the last
/// entry it applied, and applies each entry to another service as any client could.
/// </summary>
internal sealed class Follower(HttpClient source, HttpClient copy, int seed)
{
    private readonly Random random = new(seed);

    /// <summary>The hash of each source's text as it was last applied.</summary>
    private readonly Dictionary<string, string> texts = [];

    /// <summary>The feed positions that were applied, in order.</summary>
    public List<long> Seen { get; } = [];

    private string Position => (Seen.Count == 0 ? 0 : Seen[^1]).ToString(CultureInfo.InvariantCulture);

    /// <summary>Follows until <paramref name="head"/> is known and reached.</summary>
    public async Task RunAsync(Task<long> head)
    {
        while (!head.IsCompleted || Seen.Count == 0 || Seen[^1] < await head)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            using var cut = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            cut.CancelAfter(random.Next(1, 40));
            try
            {
                await ConnectAsync(cut.Token);
            }
            catch (Exception failure) when (cut.IsCancellationRequested && failure is OperationCanceledException or IOException or HttpRequestException)
            {
                // Cut off, as it happens on any network: on from the last entry.
            }
        }
    }

    private Task ConnectAsync(CancellationToken cut) => random.Next(4) switch
    {
        0 => PageAsync("", cut),
        1 => PageAsync("&wait=1", cut),
        2 => StreamAsync($"/v1/changes?format=event_stream&after={Position}", null, cut),
        _ => StreamAsync("/v1/changes?format=event_stream", Position, cut),
    };

    private async Task PageAsync(string wait, CancellationToken cut)
    {
        // Not every one is cut off, so that even on a slow machine there is progress.
        var text = await source.GetStringAsync($"/v1/changes?after={Position}&limit={random.Next(1, 8)}{wait}", random.Next(2) == 0 ? cut : TestContext.Current.CancellationToken);
        var page = JsonNode.Parse(text)!;
        foreach (var entry in page["items"]!.AsArray().SkipLast(random.Next(2) * random.Next(3))) await ApplyAsync(entry!);
    }

    private async Task StreamAsync(string path, string? lastEventId, CancellationToken cut)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        using var response = await source.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cut);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var body = await response.Content.ReadAsStreamAsync(cut);
        var received = new List<byte>();
        var buffer = new byte[random.Next(1, 2_000)];
        // Hangs up after a number of reads too, most often in the middle of an event.
        for (var reads = random.Next(1, 60); reads > 0 && await body.ReadAsync(buffer, cut) is > 0 and var count; reads--)
        {
            received.AddRange(buffer.AsSpan(0, count));
            await ApplyWholeAsync(received);
        }
    }

    /// <summary>Applies the events that have come to their end and leaves the rest.</summary>
    private async Task ApplyWholeAsync(List<byte> received)
    {
        for (var end = End(received); end >= 0; end = End(received))
        {
            var lines = Encoding.UTF8.GetString([.. received[..end]]).Split('\n');
            received.RemoveRange(0, end + 2);
            if (lines.FirstOrDefault(line => line.StartsWith("data: ", StringComparison.Ordinal)) is not { } data) continue;
            var entry = JsonNode.Parse(data[6..])!;
            Assert.Contains($"id: {entry["seq"]}", lines);
            await ApplyAsync(entry);
        }
    }

    private static int End(List<byte> received) => received.Zip(received.Skip(1)).Index().FirstOrDefault(pair => pair.Item == ((byte)'\n', (byte)'\n'), (-1, default)).Index;

    private async Task ApplyAsync(JsonNode entry)
    {
        var (noun, id) = ($"{entry["type"]}s", (string)entry["id"]!);
        if (entry["data"]?["text_sha256"] is { } sha256) await FetchTextAsync(id, (string)sha256!, (string)entry["seq"]!);
        var answer = entry["data"] is { } data ? await copy.ReplaceAsync(noun, $"{id}{Step.Unverified(noun)}", data.AsObject()) : await copy.RetireAsync(noun, id);
        var expected = (string?)entry["op"] switch
        {
            "retire" => HttpStatusCode.NoContent,
            "update" => HttpStatusCode.OK,
            _ => HttpStatusCode.Created,
        };
        Assert.True(answer.Status == expected, $"{entry.ToJsonString()}: {answer.Status} {answer.Body?.ToJsonString()}");
        Seen.Add(long.Parse((string)entry["seq"]!, CultureInfo.InvariantCulture));
    }

    /// <summary>A source whose text is another one now: the text comes by itself, as it was at that position.</summary>
    private async Task FetchTextAsync(string id, string sha256, string position)
    {
        if (texts.GetValueOrDefault(id) == sha256) return;
        var text = await source.GetStringAsync($"/v1/sources/{id}/text?known_at={position}", TestContext.Current.CancellationToken);
        var answer = await copy.PutTextAsync(id, text);
        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Created, answer.Body?.ToJsonString());
        texts[id] = sha256;
    }
}
