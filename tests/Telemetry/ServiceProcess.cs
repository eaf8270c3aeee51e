using System.Diagnostics;
using System.Text.RegularExpressions;

namespace StanceApi.Tests.Telemetry;

/// <summary>The service as a process of its own, with everything that it writes.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<string> lines = [];
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has written so far.</summary>
    public string[] Lines
    {
        get
        {
            lock (lines) return [.. lines];
        }
    }

    /// <summary>Starts the service and waits until it says where it listens.</summary>
    public static async Task<(ServiceProcess Process, HttpClient Client)> StartAsync(params string[] settings)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "StanceApi.dll");
        var start = new ProcessStartInfo("dotnet", [assembly, "--urls", "http://127.0.0.1:0", .. settings]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        var service = new ServiceProcess(Process.Start(start)!);
        return (service, new HttpClient { BaseAddress = await service.address.Task });
    }

    /// <summary>Ends the process and waits for its last line.</summary>
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            address.TrySetException(new InvalidOperationException($"The service did not start: {string.Join('\n', Lines)}"));
            return;
        }

        lock (lines) lines.Add(line);
        if (Listens().Match(line) is { Success: true } match) address.TrySetResult(new Uri(match.Groups[1].Value));
    }

    [GeneratedRegex("listens on (http://[^ ,]+)")]
    private static partial Regex Listens();
}
