using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using StanceApi.Commands;
using StanceApi.Storage;
using StanceApi.Tests.Transfer;

namespace StanceApi.Tests.Commands;

/// <summary>Data out by the command line: a file is there only when it is whole.</summary>
public sealed class ExportCommandTests(SeededStore store) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("stance-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("ndjson", "positions.ndjson.gz")]
    [InlineData("csv", "positions.csv")]
    [InlineData("parquet", "positions.parquet")]
    public async Task A_file_holds_what_the_service_answers(string format, string name)
    {
        var file = Path.Combine(folder, name);
        using var client = store.Host.Reader();
        var expected = await client.GetByteArrayAsync(new Uri($"/v1/export/positions?format={format}&stance=support", UriKind.Relative), TestContext.Current.CancellationToken);

        var run = await SendAsync("export", "positions", "--format", format, "--filter", "stance=support", "--output", file);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(expected, name.EndsWith(".gz", StringComparison.Ordinal) ? await UnpackedAsync(file) : await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal([file], Directory.EnumerateFiles(folder));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_before_a_file_is_begun()
    {
        var file = Path.Combine(folder, "positions.csv");

        var runs = await Task.WhenAll(
            SendAsync("export", "positions", "--filter", "colour=red", "--output", file),
            CommandRun.OfAsync(["export", "--url", "http://127.0.0.1:1", "--output", file]),
            CommandRun.OfAsync(["export", "--url", new Uri(store.Host.Address, "health").ToString(), "--output", file]),
            CommandRun.OfAsync(["export", "--url", store.Host.Address.ToString(), "--key", "a-key-that-nobody-has-ever-created-here", "--output", file]));

        var nowhere = await SendAsync("export", "--output", Path.Combine(folder, "absent", "all.ndjson"));

        Assert.Equal([2, 3, 2, 2], runs.Select(run => run.ExitCode));
        Assert.Equal((3, $"'{folder}/absent/all.ndjson' cannot be written: there is no folder {folder}/absent."), (nowhere.ExitCode, nowhere.Errors.TrimEnd()));
        Assert.All(runs, run => Assert.NotEqual("", run.Errors));
        Assert.Empty(Directory.EnumerateFiles(folder));
    }

    [Fact]
    public async Task A_full_disk_ends_with_the_code_of_the_store()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("There is no /dev/full here.");
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "dotnet \"$0\" export --url \"$1\" > /dev/full", Path.Combine(AppContext.BaseDirectory, "StanceApi.dll"), store.Host.Address.ToString()]) { RedirectStandardError = true })!;

        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, process.ExitCode);
        Assert.Contains("space", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_is_followed_and_stays_whether_or_not_it_leads_to_a_file(bool isThere)
    {
        var (file, link) = (Path.Combine(folder, "positions.csv"), Path.Combine(folder, "link.csv"));
        File.CreateSymbolicLink(link, "positions.csv");
        if (isThere) await File.WriteAllTextAsync(file, "before", TestContext.Current.CancellationToken);

        var run = await SendAsync("export", "positions", "--format", "csv", "--output", link);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("positions.csv", new FileInfo(link).LinkTarget);
        Assert.Equal(await ExpectedAsync(), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal([link, file], Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_named_pipe_is_written_to_and_stays()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Elsewhere nobody is asked what is a named pipe.");
        var pipe = Path.Combine(folder, "pipe.csv");
        using (var made = Process.Start("mkfifo", [pipe])) await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var reader = Process.Start(new ProcessStartInfo("cat", [pipe]) { RedirectStandardOutput = true })!;
        try
        {
            var read = reader.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

            var run = await SendAsync("export", "positions", "--format", "csv", "--output", pipe);

            Assert.Equal((0, ""), (run.ExitCode, run.Output));
            Assert.True(PosixFile.IsSpecial(pipe));
            Assert.Equal(await ExpectedAsync(), await read);
        }
        finally
        {
            reader.Kill();
        }
    }

    [Fact]
    public async Task Standard_output_may_be_named()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Elsewhere it has no name.");
        var run = await SendAsync("export", "positions", "--format", "csv", "--output", "/dev/stdout");

        Assert.Equal((0, await ExpectedAsync()), (run.ExitCode, run.Output));
        Assert.StartsWith("/dev/stdout: ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--url")]
    [InlineData("--ConnectionStrings:Stance")]
    public async Task A_pipe_that_nobody_reads_any_more_did_not_take_everything(string from)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("There is no sh here.");
        // 2,000 positions are more than a pipe holds.
        await using var host = await StanceHost.StartAsync();
        using var writer = host.Writer();
        var world = await World.CreateAsync(writer);
        await world.ImportAsync("positions", Enumerable.Range(0, 2_000).Select(number => world.NewPosition().With($"{world.Actor}-{number}")));
        using var process = Process.Start(new ProcessStartInfo(
            "sh", ["-c", "{ dotnet \"$0\" export $1 \"$2\"; echo \"code $?\" >&2; } | head -c 1 > /dev/null", Path.Combine(AppContext.BaseDirectory, "StanceApi.dll"), from, AddressOf(host, from)]) { RedirectStandardError = true })!;

        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(errors == "Broken pipe\ncode 3\n", errors);
    }

    private static string AddressOf(StanceHost host, string from) => from == "--url" ? host.Address.ToString() : host.Services.GetRequiredService<IConfiguration>()["ConnectionStrings:Stance"]!;

    [Fact]
    public async Task A_link_of_the_name_that_unfinished_files_once_had_leads_nowhere()
    {
        var (file, other) = (Path.Combine(folder, "positions.csv"), Path.Combine(folder, "other"));
        await File.WriteAllTextAsync(other, "untouched", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink($"{file}.part", other);

        var run = await SendAsync("export", "positions", "--format", "csv", "--output", file);

        Assert.Equal((0, "untouched"), (run.ExitCode, await File.ReadAllTextAsync(other, TestContext.Current.CancellationToken)));
        Assert.Equal(await ExpectedAsync(), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Null(new FileInfo(file).LinkTarget);
    }

    [Fact]
    public async Task What_is_not_complete_leaves_the_file_that_is_there_and_nothing_else()
    {
        var file = Path.Combine(folder, "positions.csv");
        await File.WriteAllTextAsync(file, "before", TestContext.Current.CancellationToken);

        await using (var written = OutputFile.Open(file))
        {
            await written.Stream.WriteAsync("half"u8.ToArray(), TestContext.Current.CancellationToken);
            await written.Stream.FlushAsync(TestContext.Current.CancellationToken);
            Assert.Equal(2, Directory.EnumerateFiles(folder).Count());
        }

        Assert.Equal([file], Directory.EnumerateFiles(folder));
        Assert.Equal("before", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => OutputFile.Open(folder)).ExitCode);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task What_takes_the_place_of_a_file_is_read_by_nobody_who_could_not_read_that()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such modes.");
        var file = Path.Combine(folder, "positions.csv");
        await File.WriteAllTextAsync(file, "before", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await using (var written = OutputFile.Open(file)) await written.CompleteAsync();

        Assert.Equal((0, UnixFileMode.UserRead | UnixFileMode.UserWrite), (new FileInfo(file).Length, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void A_file_of_lines_is_whole_only_with_a_closing_line_that_fits_however_it_is_cut()
    {
        const string Lines = "{\"id\":\"a\"}\n{\"id\":\"b\"}\n";
        var whole = Lines + Files.End(Lines);

        Assert.All(Enumerable.Range(1, whole.Length), block => Assert.Null(FaultOf(whole, block)));
        Assert.All(Enumerable.Range(1, whole.Length - 2), length => Assert.NotNull(FaultOf(whole[..length], whole.Length)));
        Assert.NotNull(FaultOf(whole.Replace("\"b\"", "\"c\"", StringComparison.Ordinal), whole.Length));
        Assert.NotNull(FaultOf(Lines[..11] + Files.End(Lines), whole.Length));
    }

    [Theory]
    [InlineData("csv", 200, "text/html", null, 2, "is not this service")]
    [InlineData("ndjson", 200, "text/html", null, 2, "is not this service")]
    [InlineData("csv", 502, "text/html; charset=windows-1252", null, 3, "what stands before it answers 502")]
    [InlineData("csv", 200, "text/csv", "gzip", 3, "The service broke off")]
    [InlineData("csv", 503, "text/csv", "gzip", 3, "what stands before it answers 503")]
    public async Task A_page_of_what_stands_before_a_service_is_no_export(string format, int status, string mediaType, string? coding, int code, string words)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var gate = builder.Build();
        gate.MapFallback(async http =>
        {
            (http.Response.StatusCode, http.Response.ContentType) = (status, mediaType);
            if (coding is not null) http.Response.Headers.ContentEncoding = coding;
            await http.Response.WriteAsync("<html>Sign in</html>");
        });
        await gate.StartAsync(TestContext.Current.CancellationToken);
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.out");

        var run = await CommandRun.OfAsync(["export", "positions", "--format", format, "--output", file, "--url", gate.Urls.Single()]);

        Assert.Equal((code, ""), (run.ExitCode, run.Output));
        Assert.Contains(words, run.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    private static string? FaultOf(string file, int block)
    {
        var check = WholeFile.Of("ndjson");
        foreach (var bytes in Encoding.UTF8.GetBytes(file).Chunk(block)) check.Add(bytes);
        return check.Fault;
    }

    private async Task<string> ExpectedAsync()
    {
        using var client = store.Host.Reader();
        return await client.GetStringAsync(new Uri("/v1/export/positions?format=csv", UriKind.Relative), TestContext.Current.CancellationToken);
    }

    private static async Task<byte[]> UnpackedAsync(string file)
    {
        await using var packed = new System.IO.Compression.GZipStream(File.OpenRead(file), System.IO.Compression.CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        await packed.CopyToAsync(unpacked, TestContext.Current.CancellationToken);
        return unpacked.ToArray();
    }

    private Task<CommandRun> SendAsync(params string[] words) => CommandRun.OfAsync([.. words, "--url", store.Host.Address.ToString()]);
}
