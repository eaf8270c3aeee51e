using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

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
        var service = Built("api", "StanceApi.dll");
        var empty = Built(Path.Combine("bench", "empty"), "Empty.dll");
        string[] settings = ["--ConnectionStrings:Stance", $"Data Source={Path.Combine(folder, "stance.db")}", "--Seeds:OnEmpty", "true"];
        await FirstAnswerAsync(service, settings, "/v1/actors");
        var ours = new List<double>();
        var theirs = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            theirs.Add(await FirstAnswerAsync(empty, [], "/health/ready"));
            ours.Add(await FirstAnswerAsync(service, settings, "/v1/actors"));
        }

        Directory.Delete(folder, recursive: true);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"start to first answer: empty service {Median(theirs):F0} ms, StanceApi {Median(ours):F0} ms, ratio {Median(ours) / Median(theirs):F2} (target at most 3)"));
    }

    private static async Task<double> FirstAnswerAsync(string assembly, string[] settings, string path)
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [assembly, "--urls", address, .. settings]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        while (!await AnswersAsync(client, path) && !process.HasExited) await Task.Delay(2);
        var elapsed = clock.Elapsed.TotalMilliseconds;
        process.Kill();
        await process.WaitForExitAsync();
        return elapsed;
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string path)
    {
        try
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The assembly that this build of the benchmark built beside itself.</summary>
    private static string Built(string project, string assembly)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = output.Parent!.Name;
        return Path.Combine(Root(output), project, "bin", configuration, output.Name, assembly);
    }

    private static string Root(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, "StanceApi.sln")) ? folder.FullName : Root(folder.Parent!);
}
