using System.Diagnostics;
using StanceApi.Tests.Commands;
using StanceApi.Tests.Copying;
using StanceApi.Tests.Engines;
using StanceApi.Tests.Storage;

namespace StanceApi.Tests.Recovery;

/// <summary>The process of a copy dies in the middle: the same command goes on, and both sides are the same in the end.</summary>
public sealed class InterruptedCopyTests : IAsyncLifetime
{
    private TestDatabase source = null!;
    private TestDatabase target = null!;

    private string[] Command => ["copy", "--from", source.ConnectionString, "--to", target.ConnectionString];

    public async ValueTask InitializeAsync()
    {
        source = await TestDatabase.CreateAsync();
        target = await TestDatabase.CreateOtherAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (source is not null) await source.DisposeAsync();
        if (target is not null) await target.DisposeAsync();
    }

    [Fact]
    public async Task The_same_command_goes_on_amid_a_table()
    {
        await using (var host = await StanceHost.OverAsync(source)) await ManyRows.FillAsync(host.Services);
        await KillAsync("positions: 10000 rows");

        var served = await CommandRun.OverAsync(target, "verify");
        var again = await CommandRun.OfAsync(Command);

        Assert.Equal((3, true), (served.ExitCode, served.Errors.Contains("Run the same copy again", StringComparison.Ordinal)));
        Assert.True(again.ExitCode == 0, again.Errors);
        Assert.StartsWith("going on after ", again.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("positions: 10000 rows", again.Errors, StringComparison.Ordinal);
        Assert.Equal(await source.RowsAsync(), await target.RowsAsync());
        await (await StanceHost.OverAsync(target)).DisposeAsync();
    }

    /// <summary>Kills a copy as soon as it tells something.</summary>
    private async Task KillAsync(string told)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "StanceApi.dll"), .. Command]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        string? line;
        do
        {
            line = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.NotNull(line);
        }
        while (line != told);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
