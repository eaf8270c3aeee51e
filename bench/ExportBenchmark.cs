using System.Diagnostics;
using System.Globalization;

namespace StanceApi.Bench;

/// <summary>
/// All positions as NDJSON over HTTP against the same columns of the same rows in the same order by <c>sqlite3 -json</c>, taking turns,
/// both read and thrown away; and the most memory that the service had, at 100,000 and at a million.
/// </summary>
internal static class ExportBenchmark
{
    private const int Rounds = 5;
    private const int Few = LargeStore.Positions / 10;

    private const string Dump = """
        SELECT id, version, recorded_at, actor_id, question_id, stance, modality, capacity, attribution, anonymity_reason, reported_by, spoken_by, quotation, summary, conditions, stated_on, citations, argument_ids
        FROM positions
        ORDER BY id
        """;

    private static readonly string[] Others =
    [
        "/v1/export/positions?format=csv",
        "/v1/export/positions?format=parquet",
        "/v1/export/stances",
        "/v1/export",
        $"/v1/export/positions?known_at={LargeStore.Moments[1].Position}",
    ];

    public static async Task RunAsync()
    {
        await using var few = await LargeStore.CreateAsync(Few);
        await using var many = await LargeStore.CreateAsync();
        var (small, _) = await MeasureAsync(few, Few);
        var (large, rate) = await MeasureAsync(many, LargeStore.Positions);
        Print($"peak memory {small:F0} MB at {Few} positions, {large:F0} MB at {LargeStore.Positions}, ratio {large / small:F2} (target: under 300 MB and flat)");
        using var service = await StartAsync(many);
        foreach (var path in Others)
        {
            var elapsed = await Figures.MillisecondsAsync(() => ReadAsync(service.Client, path));
            Print($"{path}: {elapsed / 1_000:F1} s, peak memory by then {service.PeakMegabytes:F0} MB");
        }

        Print($"NDJSON at {rate:F2} of the rate of sqlite3 -json (target at least 0.5)");
    }

    private static async Task<(double PeakMegabytes, double Ratio)> MeasureAsync(LargeStore store, int positions)
    {
        using var service = await StartAsync(store);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            theirs.Add(await Figures.MillisecondsAsync(() => DumpAsync(store.File)));
            ours.Add(await Figures.MillisecondsAsync(() => ReadAsync(service.Client, "/v1/export/positions")));
        }

        var (one, other) = (Figures.Median(ours.Skip(1)), Figures.Median(theirs.Skip(1)));
        Print($"{positions} positions: NDJSON {positions / one:F0} thousand a second, sqlite3 -json {positions / other:F0}, ratio {other / one:F2}");
        return (service.PeakMegabytes, other / one);
    }

    private static Task<Service> StartAsync(LargeStore store) => Service.StartAsync(Service.Built("api", "StanceApi.dll"), "/health/ready", store.Settings);

    private static async Task ReadAsync(HttpClient client, string path)
    {
        await using var body = await client.GetStreamAsync(new Uri(path, UriKind.Relative));
        await body.CopyToAsync(Stream.Null);
    }

    private static async Task DumpAsync(string file)
    {
        using var process = Process.Start(new ProcessStartInfo("sqlite3", ["-readonly", "-json", file, Dump]) { RedirectStandardOutput = true })!;
        await process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"sqlite3 ended with {process.ExitCode}");
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
