using System.Diagnostics;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Commands;

/// <summary>What a run of the program came to, as a script sees it.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs the real program over a database.</summary>
    public static Task<CommandRun> OverAsync(TestDatabase database, params string[] words) => OfAsync([.. words, "--ConnectionStrings:Stance", database.ConnectionString]);

    /// <summary>Runs the real program, with a text on its standard input where one is given.</summary>
    public static async Task<CommandRun> OfAsync(string[] words, string? input = null, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "StanceApi.dll"), .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        await process.StandardInput.WriteAsync((input ?? "").AsMemory(), cancellation);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return new CommandRun(process.ExitCode, await output, await errors);
    }
}
