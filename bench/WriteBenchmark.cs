using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using StanceApi.Storage;

namespace StanceApi.Bench;

/// <summary>
/// What sharing a commit is worth: 64 clients, each of whom waits for the answer before it writes again, against the same service with a commit
/// for each write, each on a file of its own, taking turns. Then what writes cost those who read.
/// </summary>
internal static class WriteBenchmark
{
    internal const string Key = "the-administrators-key-of-the-benchmark";

    private const int Rounds = 7;
    private const int Writers = 64;
    private const int WritesEach = 25;

    public static async Task RunAsync()
    {
        await CompareCommitsAsync();
        await ReadsBesideWritesBenchmark.RunAsync();
    }

    /// <summary>Settings of a service on a new file of a folder, with the demonstration data.</summary>
    internal static string[] Settings(string folder, string file) =>
        ["--Seeds:OnEmpty", "true", "--Auth:BootstrapKey", Key, "--ConnectionStrings:Stance", $"Data Source={Path.Combine(folder, file)}"];

    internal static StringContent Position(int number) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""
            {"actor_id": "khawaja-asif", "question_id": "contribute-troops", "stance": "support", "modality": "asserted", "capacity": "official", "attribution": "on_record",
             "summary": "What was said for the time {{{number}}}.", "stated_on": "2025-11-{{{(number % 30) + 1:D2}}}", "citations": [{"source_id": "news-report-2025-10-28", "locator": {"paragraph": 1}}]}
            """),
        Encoding.UTF8,
        "application/json");

    private static async Task CompareCommitsAsync()
    {
        var folder = Directory.CreateTempSubdirectory("stance-bench-").FullName;
        try
        {
            using var shared = await VariedService.StartAsync(nameof(Writer.LargestBatch), 64, Settings(folder, "shared.db"));
            using var single = await VariedService.StartAsync(nameof(Writer.LargestBatch), 1, Settings(folder, "single.db"));
            foreach (var service in new[] { shared, single }) service.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
            var (together, alone) = (new List<double>(), new List<double>());
            var before = (Commits: 0.0, Writes: 0.0);
            for (var round = 0; round < Rounds; round++)
            {
                alone.Add(await PerSecondAsync(single.Client));
                // The first rounds warm up.
                if (round == 2) before = await MetersAsync(shared.Client);
                together.Add(await PerSecondAsync(shared.Client));
            }

            var after = await MetersAsync(shared.Client);
            var (many, one) = (Figures.Median(together.Skip(2)), Figures.Median(alone.Skip(2)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Writers} writers: {many:F0} writes a second that share commits, {one:F0} with a commit each, ratio {many / one:F2} (target at least 2); {(after.Writes - before.Writes) / (after.Commits - before.Commits):F1} writes to a commit (target at least 16)"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> PerSecondAsync(HttpClient client)
    {
        var elapsed = await Figures.MillisecondsAsync(() => Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            for (var number = 0; number < WritesEach; number++) await WriteAsync(client, number);
        })));
        return Writers * WritesEach / elapsed * 1_000.0;
    }

    internal static async Task WriteAsync(HttpClient client, int number)
    {
        using var answer = await client.PostAsync(new Uri("/v1/positions", UriKind.Relative), Position(number));
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>How many commits there were, and how many writes shared them, by the service's own meters.</summary>
    private static async Task<(double Commits, double Writes)> MetersAsync(HttpClient client)
    {
        var lines = (await client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n');
        return (Figure("_count"), Figure("_sum"));

        double Figure(string ending) => lines.Where(line => line.StartsWith("stance_writer_batch", StringComparison.Ordinal) && line.Split('{', ' ')[0].EndsWith(ending, StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }
}
