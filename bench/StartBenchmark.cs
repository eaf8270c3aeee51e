using System.Diagnostics;
using System.Globalization;

namespace StanceApi.Bench;

/// <summary>
/// From starting the process to its first answer, on a store that is there already, against an empty ASP.NET service. The two
/// take turns, so that a busy moment of the machine hits both; the ratio is of the medians.
/// </summary>
internal static class StartBenchmark
{
    private const int Rounds = 11;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("stance-bench-").FullName;
        var service = Service.Built("api", "StanceApi.dll");
        var empty = Service.Built(Path.Combine("bench", "empty"), "Empty.dll");
        string[] settings = ["--ConnectionStrings:Stance", $"Data Source={Path.Combine(folder, "stance.db")}", "--Seeds:OnEmpty", "true"];
        await FirstAnswerAsync(service, "/v1/actors", settings);
        var ours = new List<double>();
        var theirs = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            theirs.Add(await FirstAnswerAsync(empty, "/health/ready"));
            ours.Add(await FirstAnswerAsync(service, "/v1/actors", settings));
        }

        Directory.Delete(folder, recursive: true);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"start to first answer: empty service {Figures.Median(theirs):F0} ms, StanceApi {Figures.Median(ours):F0} ms, ratio {Figures.Median(ours) / Figures.Median(theirs):F2} (target at most 3)"));
    }

    private static async Task<double> FirstAnswerAsync(string assembly, string path, params string[] settings)
    {
        var clock = Stopwatch.StartNew();
        using var service = await Service.StartAsync(assembly, path, settings);
        return clock.Elapsed.TotalMilliseconds;
    }
}
