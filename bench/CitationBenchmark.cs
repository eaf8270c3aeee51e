using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using StanceApi.Storage;

namespace StanceApi.Bench;

/// <summary>
/// What long texts and many quotes cost everybody else who writes: how long each takes, and the longest that a small write had to wait meanwhile,
/// with the quotes looked for before the writer's turn, as the service does, and in it.
/// </summary>
internal static class CitationBenchmark
{
    private const int TextCharacters = 5_200_000;
    private const int Quotes = 200;
    private const int QuoteCharacters = 1_500;
    private const int Citing = 5_000;

    public static async Task RunAsync()
    {
        foreach (var (name, turns) in new[] { ("before the turn", 3), ("in the turn", 1) }) await MeasureAsync(name, turns);
    }

    private static async Task MeasureAsync(string name, int turns)
    {
        var folder = Directory.CreateTempSubdirectory("stance-bench-").FullName;
        try
        {
            using var service = await VariedService.StartAsync(nameof(Writer.MostTurns), turns, WriteBenchmark.Settings(folder, "stance.db"));
            var client = service.Client;
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", WriteBenchmark.Key);
            for (var number = 0; number < 200; number++) await WriteBenchmark.WriteAsync(client, number);
            var (text, other) = (Text(1), Text(2));
            await PrintAsync(client, $"{name}: a text of {text.Length / 1e6:F1} million characters", () => SendAsync(client, HttpMethod.Put, "/v1/sources/news-report-2025-10-28/text", text, "text/plain"));
            await PrintAsync(client, $"{name}: a position with {Quotes} quotes of it", () => PostAsync(client, Position(Quotes, number => text.Substring(number * 25_000, QuoteCharacters).Trim())));
            await PrintAsync(client, $"{name}: a position with {Quotes} quotes that it does not have", () => PostAsync(client, Position(Quotes, number => other.Substring(number * 25_000, QuoteCharacters).Trim())));
            await ImportAsync(client, Enumerable.Range(0, Citing).Select(number => Position(1, _ => text.Substring(number * 1_000, 100).Trim())));
            await PrintAsync(client, $"{name}: another text, with {Citing + (2 * Quotes)} citations to check again", () => SendAsync(client, HttpMethod.Put, "/v1/sources/news-report-2025-10-28/text", other, "text/plain"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Does something while somebody writes one small thing after the other, and tells how long both took.</summary>
    private static async Task PrintAsync(HttpClient client, string name, Func<Task> work)
    {
        var (working, longest) = (Figures.MillisecondsAsync(work), 0.0);
        while (!working.IsCompleted) longest = Math.Max(longest, await Figures.MillisecondsAsync(() => WriteBenchmark.WriteAsync(client, 1)));
        var whole = await working;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {whole:F0} ms; the longest that a small write took meanwhile: {longest:F0} ms"));
    }

    /// <summary>Words that nobody has written, the same for the same seed.</summary>
    private static string Text(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder(TextCharacters);
        while (text.Length < TextCharacters - 20)
        {
            for (var letters = random.Next(2, 10); letters > 0; letters--) text.Append((char)('a' + random.Next(26)));
            text.Append(random.Next(60) == 0 ? ".\n\n" : " ");
        }

        return text.ToString();
    }

    private static JsonObject Position(int quotes, Func<int, string> quote)
    {
        JsonNode[] citations = [.. Enumerable.Range(0, quotes).Select(number => new JsonObject { ["source_id"] = "news-report-2025-10-28", ["quote"] = new JsonObject { ["exact"] = quote(number) } })];
        var position = JsonNode.Parse("""
            {"actor_id": "khawaja-asif", "question_id": "contribute-troops", "stance": "support", "modality": "asserted", "capacity": "official", "attribution": "on_record", "stated_on": "2025-11-01"}
            """)!.AsObject();
        position["citations"] = new JsonArray(citations);
        return position;
    }

    private static Task PostAsync(HttpClient client, JsonObject position) => SendAsync(client, HttpMethod.Post, "/v1/positions?allow_unverified=true", position.ToJsonString(), "application/json");

    private static async Task ImportAsync(HttpClient client, IEnumerable<JsonObject> positions)
    {
        var lines = string.Concat(positions.Select((position, number) => $"{new JsonObject([.. position.Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())), KeyValuePair.Create<string, JsonNode?>("id", $"citing-{number}")]).ToJsonString()}\n"));
        using var content = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
        using var accepted = await client.PostAsync(new Uri("/v1/import/positions?allow_unverified=true", UriKind.Relative), content);
        if (accepted.StatusCode != HttpStatusCode.Accepted) throw new InvalidOperationException(await accepted.Content.ReadAsStringAsync());
        for (var state = "running"; state != "succeeded"; state = (string)JsonNode.Parse(await client.GetStringAsync(accepted.Headers.Location))!["state"]!)
        {
            if (state is not ("running" or "queued")) throw new InvalidOperationException($"The import has {state}.");
            await Task.Delay(50);
        }
    }

    private static async Task SendAsync(HttpClient client, HttpMethod method, string path, string body, string mediaType)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, mediaType) };
        using var answer = await client.SendAsync(request);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }
}
