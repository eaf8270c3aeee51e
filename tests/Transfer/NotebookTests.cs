using System.Diagnostics;
using System.Text.RegularExpressions;
using StanceApi.Tests.Contract;

namespace StanceApi.Tests.Transfer;

/// <summary>The README's scripts for data teams run as they stand there; only the address is the test's own. (The one for DuckDB is run by tests/clients.)</summary>
public sealed partial class NotebookTests(SeededStore store) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("stance-notebook-").FullName;

    [Fact]
    public async Task The_shell_script_pulls_checks_and_asks_for_what_changed()
    {
        SkipWithout("bash", "curl", "sha256sum");

        var output = await RunAsync("bash", Script("sh"));

        Assert.Contains("-: OK", output, StringComparison.Ordinal);
        Assert.EndsWith("""{"items":[],"next":"44"}""", output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(45, (await File.ReadAllLinesAsync(Path.Combine(folder, "stance.ndjson"), TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task The_Python_script_holds_every_record_and_catches_up()
    {
        SkipWithout("python3");

        var output = await RunAsync("python3", Script("python"));

        Assert.Equal("44 records at 44", output.Trim());
    }

    [Fact]
    public async Task The_Python_script_follows_what_is_written_after_its_pull()
    {
        SkipWithout("python3");
        await using var host = await StanceHost.StartAsync(seeds: true);
        var write = $$"""
            def write(method, path, body=None):
                urllib.request.urlopen(urllib.request.Request(service + path, method=method, data=body and json.dumps(body).encode(), headers={"Authorization": "Bearer {{StanceHost.AdministratorKey}}", "Content-Type": "application/json"}))
            write("PUT", "/v1/questions/bridge", {"text": "Should the bridge be built?"})
            write("PUT", "/v1/questions/ferry", {"text": "Should the ferry stay?"})
            write("DELETE", "/v1/questions/ferry")
            catch_up()
            print(records["question", "bridge"]["text"], ("question", "ferry") in records, after)

            """;

        var output = await RunAsync("python3", Script("python", host) + write);

        Assert.EndsWith("Should the bridge be built? False 47", output.Trim(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void SkipWithout(params string[] programs)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        foreach (var program in programs) Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, program))), $"There is no {program} on PATH.");
    }

    private string Script(string language, StanceHost? host = null)
    {
        var readme = File.ReadAllText(GeneratedFile.PathOf("README.md"));
        var section = readme[readme.IndexOf("## From notebooks and scripts", StringComparison.Ordinal)..];
        var script = Block().Matches(section).First(block => block.Groups["language"].Value == language).Groups["script"].Value;
        return script.Replace("http://localhost:5080", (host ?? store.Host).Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string program, string script)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        if (program == "bash") start.ArgumentList.Add("-e");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.StandardInput.WriteAsync(script);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return await output;
    }

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<script>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
