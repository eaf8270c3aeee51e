using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Recovery;

/// <summary>The service as a process of its own, which can die at any moment.</summary>
internal sealed partial class ServiceProcess : IDisposable
{
    private readonly Process process;
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<string> errors;

    private ServiceProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>A client who may read and write.</summary>
    public HttpClient Client { get; } = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", StanceHost.AdministratorKey) } };

    /// <summary>The system's number of the process.</summary>
    public int Id => process.Id;

    /// <summary>Starts a process and waits until it listens.</summary>
    public static async Task<ServiceProcess> StartAsync(TestDatabase database, params string[] settings)
    {
        var service = Launch(database, settings);
        service.Client.BaseAddress = await service.address.Task;
        return service;
    }

    /// <summary>Starts a process without waiting for anything.</summary>
    public static ServiceProcess Launch(TestDatabase database, params string[] settings) => Launch(["dotnet"], database, settings);

    /// <summary>Starts a process that shall refuse to serve, through another command where one is named. Returns its exit code and what it said was wrong.</summary>
    public static async Task<(int Code, string Errors)> RefusedAsync(TestDatabase database, params string[] through)
    {
        using var service = Launch([.. through, "dotnet"], database, []);
        await Task.WhenAny(service.EndAsync(), service.address.Task);
        Assert.False(service.address.Task.IsCompletedSuccessfully, "It serves.");
        return (await service.EndAsync(), await service.errors);
    }

    private static ServiceProcess Launch(string[] command, TestDatabase database, string[] settings)
    {
        string[] arguments =
        [
            .. command[1..], Path.Combine(AppContext.BaseDirectory, "StanceApi.dll"), "--urls", "http://127.0.0.1:0", "--ConnectionStrings:Stance", database.ConnectionString,
            "--Auth:BootstrapKey", StanceHost.AdministratorKey, "--Seeds:OnEmpty", "false", "--Limits:KeyRequestsPerSecond", "1000000", .. settings,
        ];
        // It seldom lives long enough for profiles of what it does to be of use.
        return new ServiceProcess(Process.Start(new ProcessStartInfo(command[0], arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["DOTNET_TieredPGO"] = "0" } })!);
    }

    /// <summary>Ends the process without giving it another moment.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Sends a signal by its name.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{name} {process.Id}")]);
        kill.WaitForExit();
    }

    /// <summary>Waits until the process has ended by itself, and tells with which code.</summary>
    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!process.HasExited) Kill();
        process.Dispose();
    }

    private async void Take(string? line)
    {
        if (line is null) address.TrySetException(new InvalidOperationException($"The service has ended: {await errors}"));
        else if (Listens().Match(line) is { Success: true } match) address.TrySetResult(new Uri(match.Groups[1].Value));
    }

    [GeneratedRegex("^StanceApi listens on (http://[^ ,]+)")]
    private static partial Regex Listens();
}
