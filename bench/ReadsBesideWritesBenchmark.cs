using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace StanceApi.Bench;

/// <summary>
/// How long reads take beside 100 writes a second, against the same without: both are sent at their times, whether what was sent before has been answered or not,
/// and each is counted from its time on. Rounds with and without take turns; the figures are medians of theirs.
/// </summary>
internal static class ReadsBesideWritesBenchmark
{
    private const int Rounds = 7;
    private const int ReadsPerSecond = 100;
    private const int WritesPerSecond = 100;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(8);

    private static readonly Uri[] Reads = [.. new[] { "/v1/actors/khawaja-asif", "/v1/positions?limit=50", "/v1/stances" }.Select(path => new Uri(path, UriKind.Relative))];

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("stance-bench-").FullName;
        try
        {
            using var service = await Service.StartAsync(Service.Built("api", "StanceApi.dll"), "/health/ready", WriteBenchmark.Settings(folder, "stance.db"));
            service.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", WriteBenchmark.Key);
            var (beside, alone) = (new List<double[]>(), new List<double[]>());
            for (var round = 0; round < Rounds; round++)
            {
                alone.Add(await ReadAsync(service.Client));
                var writing = PaceAsync(WritesPerSecond, number => WriteBenchmark.WriteAsync(service.Client, number));
                beside.Add(await ReadAsync(service.Client));
                await writing;
            }

            Print(0.5, alone, beside, "");
            Print(0.99, alone, beside, " (target at most 2)");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(double share, List<double[]> alone, List<double[]> beside, string target)
    {
        // The first round warms up.
        var (without, with) = (Figures.Median(alone.Skip(1).Select(At)), Figures.Median(beside.Skip(1).Select(At)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{share:P0} of {ReadsPerSecond} reads a second within {without:F2} ms, beside {WritesPerSecond} writes a second within {with:F2} ms, ratio {with / without:F2}{target}"));

        double At(double[] times) => times[(int)(times.Length * share)];
    }

    private static async Task<double[]> ReadAsync(HttpClient client)
    {
        var times = await PaceAsync(ReadsPerSecond, async number =>
        {
            using var answer = await client.GetAsync(Reads[number % Reads.Length]);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync();
        });
        return [.. times.Order()];
    }

    /// <summary>Does something so many times a second, each at its time. Returns for each how many milliseconds after that it was done.</summary>
    private static Task<double[]> PaceAsync(int perSecond, Func<int, Task> work) => Task.Factory.StartNew(
        () =>
        {
            var count = (int)(Round.TotalSeconds * perSecond);
            var done = new Task<double>[count];
            var clock = Stopwatch.StartNew();
            for (var number = 0; number < count; number++)
            {
                var due = TimeSpan.FromSeconds((double)number / perSecond);
                if (due - clock.Elapsed is { Ticks: > 0 } wait) Thread.Sleep(wait);
                done[number] = MeasureAsync(number, due);
            }

            return Task.WhenAll(done);

            async Task<double> MeasureAsync(int number, TimeSpan due)
            {
                await Task.Yield();
                await work(number);
                return (clock.Elapsed - due).TotalMilliseconds;
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default).Unwrap();
}
