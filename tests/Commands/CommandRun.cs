using System.Diagnostics;
using System.Globalization;
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
        using var process = Start(words, environment);
        await process.StandardInput.WriteAsync((input ?? "").AsMemory(), TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        return await EndAsync(process);
    }

    /// <summary>Runs the real program, and asks it to end (SIGTERM) at a moment.</summary>
    public static async Task<CommandRun> StoppedAsync(string[] words, Func<Task> moment)
    {
        using var process = Start(words, []);
        var run = EndAsync(process);
        await moment();
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        return await run;
    }

    /// <summary>Runs a line of the shell.</summary>
    public static async Task<CommandRun> ShellAsync(string line, params (string Name, string Value)[] environment)
    {
        using var process = Start("sh", ["-c", line], environment);
        process.StandardInput.Close();
        return await EndAsync(process);
    }

    private static Process Start(string[] words, (string Name, string Value)[] environment) =>
        Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "StanceApi.dll"), .. words], environment);

    private static Process Start(string program, string[] words, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<CommandRun> EndAsync(Process process)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return new CommandRun(process.ExitCode, await output, await errors);
    }
}
