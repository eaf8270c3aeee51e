using System.Diagnostics;
using System.Text;
using StanceApi.Commands;
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

        Assert.Equal([2, 3, 2, 2], runs.Select(run => run.ExitCode));
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

    private static string? FaultOf(string file, int block)
    {
        var check = WholeFile.Of("ndjson");
        foreach (var bytes in Encoding.UTF8.GetBytes(file).Chunk(block)) check.Add(bytes);
        return check.Fault;
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
