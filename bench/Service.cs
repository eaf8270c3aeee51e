using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace StanceApi.Bench;

/// <summary>A service under measurement, as a process of its own on a free port of the loopback.</summary>
internal sealed class Service : IDisposable
{
    /// <summary>What is measured is the service, not its patience.</summary>
    private static readonly string[] Unlimited = ["--Limits:KeyRequestsPerSecond", "1000000", "--Limits:AddressRequestsPerSecond", "1000000", "--Limits:RequestsPerCaller", "256"];

    private readonly Process process;

    private Service(Process process, Uri address)
    {
        this.process = process;
        Client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
    }

    public HttpClient Client { get; }

    /// <summary>The most memory that the process has had, in MB (Linux only).</summary>
    public double PeakMegabytes => Status("VmHWM:") / 1024;

    /// <summary>How long the process has kept processors busy.</summary>
    public TimeSpan Busy
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts an assembly and waits until it answers.</summary>
    public static async Task<Service> StartAsync(string assembly, string path, params string[] settings)
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var process = Process.Start(new ProcessStartInfo("dotnet", [assembly, "--urls", address, .. Unlimited, .. settings]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var service = new Service(process, new Uri(address));
        while (!await service.AnswersAsync(path) && !process.HasExited) await Task.Delay(2);
        if (process.HasExited) throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
        return service;
    }

    public void Dispose()
    {
        Client.Dispose();
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>The assembly that this build of the benchmark built beside itself.</summary>
    public static string Built(string project, string assembly)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Root(output), project, "bin", output.Parent!.Name, output.Name, assembly);
    }

    private async Task<bool> AnswersAsync(string path)
    {
        try
        {
            using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private double Status(string name) => double.Parse(
        File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Root(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, "StanceApi.sln")) ? folder.FullName : Root(folder.Parent!);
}
