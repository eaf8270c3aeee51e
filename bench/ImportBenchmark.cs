using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace StanceApi.Bench;

/// <summary>
/// Imports positions as NDJSON through HTTP and compares the rate with that of the same rows written bare into the same tables (positions, their
/// links, the feed, what is searched), with the same indexes and constraints: a loop of prepared INSERTs on SQLite, COPY on PostgreSQL; and the
/// memory at a tenth of the lines with that at all.
/// </summary>
internal static class ImportBenchmark
{
    private const int Many = 1_000_000;
    private const string Key = "the-key-of-the-benchmark-of-imports-0001";

    public static async Task RunAsync(string engine, string[] args)
    {
        var many = args is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : Many;
        var few = await MeasureAsync(engine, many / 10);
        var all = await MeasureAsync(engine, many);
        Print($"{engine}: peak memory {few:F0} MB at {many / 10}, {all:F0} MB at {many}, ratio {all / few:F2} (target under 300 MB, flat)");
    }

    /// <summary>Prints the rates; the most memory that the service had.</summary>
    private static async Task<double> MeasureAsync(string engine, int positions)
    {
        var folder = Directory.CreateTempSubdirectory("stance-bench-").FullName;
        await using var database = await Database.CreateAsync(engine);
        try
        {
            var file = Path.Combine(folder, "positions.ndjson");
            await ImportFile.WriteAsync(file, positions);
            var (elapsed, megabytes) = await ImportAsync(database, file, positions);
            var (bare, searched) = database.IsFile ? BareInserts.Run(database.File, Path.Combine(folder, "bare.db")) : await BareCopies.RunAsync(database, folder);
            Print($"{engine}: import of {positions} positions: {positions / elapsed.TotalSeconds:F0} a second, the bare rows {positions / bare.TotalSeconds:F0}, ratio {bare / elapsed:F2} (target at least {(database.IsFile ? "0.33" : "0.5")}); against the bare rows without what is searched {(bare - searched) / elapsed:F2}");
            return megabytes;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(TimeSpan Elapsed, double Megabytes)> ImportAsync(Database database, string file, int positions)
    {
        using var service = await database.StartAsync("--Auth:BootstrapKey", Key);
        service.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        await PostAsync(service.Client, "/v1/import", new StringContent(string.Join('\n', ImportFile.Others())));
        await database.SettleAsync();
        var clock = Stopwatch.StartNew();
        await using var lines = File.OpenRead(file);
        var job = await PostAsync(service.Client, "/v1/import/positions", new StreamContent(lines));
        var elapsed = clock.Elapsed;
        if (job.GetProperty("created").GetInt32() != positions) throw new InvalidOperationException(job.ToString());
        return (elapsed, service.PeakMegabytes);
    }

    /// <summary>Sends a file and waits for the end of its job.</summary>
    private static async Task<JsonElement> PostAsync(HttpClient client, string path, HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var accepted = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        if (accepted.StatusCode != HttpStatusCode.Accepted) throw new InvalidOperationException(await accepted.Content.ReadAsStringAsync());
        while (true)
        {
            using var job = JsonDocument.Parse(await client.GetStringAsync(accepted.Headers.Location));
            if (job.RootElement.GetProperty("state").GetString() == "succeeded") return job.RootElement.Clone();
            if (job.RootElement.GetProperty("state").GetString() is "failed" or "cancelled") throw new InvalidOperationException(job.RootElement.ToString());
            await Task.Delay(50);
        }
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
