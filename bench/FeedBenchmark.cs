using System.Globalization;
using System.Text.Json;

namespace StanceApi.Bench;

/// <summary>
/// Reads 100,000 entries of the feed, as pages and as a stream, and compares the most memory that the service had after the
/// first 20,000 with that after all.
/// </summary>
internal static class FeedBenchmark
{
    private const int Entries = 100_000;
    private const int First = 20_000;

    public static async Task RunAsync()
    {
        await using var store = await LargeStore.CreateAsync();
        foreach (var (name, read) in new (string, Func<HttpClient, Func<int, Task>, Task>)[] { ("pages", PagesAsync), ("stream", StreamAsync) })
        {
            using var service = await Service.StartAsync(Service.Built("api", "StanceApi.dll"), "/health/ready", store.Settings);
            var peaks = new List<double>();
            var elapsed = await Figures.MillisecondsAsync(() => read(service.Client, count =>
            {
                if (count is First or Entries) peaks.Add(service.PeakMegabytes);
                return Task.CompletedTask;
            }));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"feed as {name}: {Entries} entries in {elapsed:F0} ms; peak memory {peaks[0]:F0} MB after {First}, {peaks[1]:F0} MB after all, ratio {peaks[1] / peaks[0]:F2}"));
        }
    }

    private static async Task PagesAsync(HttpClient client, Func<int, Task> seen)
    {
        var after = "0";
        for (var count = 0; count < Entries;)
        {
            await using var body = await client.GetStreamAsync(new Uri($"/v1/changes?limit=500&after={after}", UriKind.Relative));
            using var page = await JsonDocument.ParseAsync(body);
            after = page.RootElement.GetProperty("next").GetString()!;
            count += page.RootElement.GetProperty("items").GetArrayLength();
            await seen(count);
        }
    }

    private static async Task StreamAsync(HttpClient client, Func<int, Task> seen)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/changes");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var count = 0; count < Entries && await reader.ReadLineAsync() is { } line;)
        {
            if (!line.StartsWith("data:", StringComparison.Ordinal)) continue;
            await seen(++count);
        }
    }
}
