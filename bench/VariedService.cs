using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StanceApi.Storage;

namespace StanceApi.Bench;

/// <summary>
/// The service as it is but for one thing of the writer, to compare with: how many writes share a commit (LargestBatch), or whether what takes
/// long is done before its turn (MostTurns 1: in it). It runs in this program, as a process of its own.
/// </summary>
internal static class VariedService
{
    public static bool IsAskedFor(string[] args) => args.Contains($"--{nameof(Writer.LargestBatch)}") || args.Contains($"--{nameof(Writer.MostTurns)}");

    public static Task<Service> StartAsync(string variation, int value, params string[] settings) =>
        Service.StartAsync(typeof(VariedService).Assembly.Location, "/health/ready", [$"--{variation}", $"{value}", .. settings]);

    public static async Task RunAsync(string[] args)
    {
        await using var app = StanceApi.Service.Build(args);
        var writer = app.Services.GetRequiredService<Writer>();
        writer.LargestBatch = app.Configuration.GetValue(nameof(Writer.LargestBatch), writer.LargestBatch);
        writer.MostTurns = app.Configuration.GetValue(nameof(Writer.MostTurns), writer.MostTurns);
        await StanceApi.Service.StartAsync(app);
        await app.WaitForShutdownAsync();
    }
}
