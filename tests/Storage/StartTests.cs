using StanceApi.Commands;
using StanceApi.Storage;

namespace StanceApi.Tests.Storage;

/// <summary>Starting: what was kept is there again, and what cannot work is refused with a word on what to do.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("stance-start-").FullName;

    [Fact]
    public async Task A_second_start_finds_what_the_first_one_kept_and_seeds_nothing_again()
    {
        var first = await StartAsync();
        await first.StopAsync(TestContext.Current.CancellationToken);
        await first.DisposeAsync();
        await using var second = await StartAsync();

        await using var session = await second.Services.GetRequiredService<Readers>().OpenAsync(TestContext.Current.CancellationToken);

        Assert.Equal(44, (await FeedHead.ReadAsync(session)).Seq);
    }

    [Fact]
    public async Task A_second_process_on_the_same_file_is_refused()
    {
        await using var first = await StartAsync();

        var refused = await Assert.ThrowsAsync<StoreLockedException>(StartAsync);

        Assert.Equal(3, StartFailure.Of(refused)!.ExitCode);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        var rubbish = new string('x', 5_000);
        await File.WriteAllTextAsync(Path.Combine(folder, "stance.db"), rubbish, TestContext.Current.CancellationToken);

        var refused = await Record.ExceptionAsync(StartAsync);

        Assert.Contains("restore a backup", StartFailure.Of(refused!)!.Message, StringComparison.Ordinal);
        Assert.Equal(rubbish, await File.ReadAllTextAsync(Path.Combine(folder, "stance.db"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--Auth:BootstrapKey", "short")]
    [InlineData("--Limits:Readers", "0")]
    public async Task A_setting_out_of_its_bounds_is_refused(string name, string value)
    {
        var refused = await Record.ExceptionAsync(() => StartAsync(name, value));

        Assert.Equal(2, StartFailure.Of(refused!)!.ExitCode);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Task<WebApplication> StartAsync() => StartAsync("--Seeds:OnEmpty", "true");

    private async Task<WebApplication> StartAsync(string name, string value)
    {
        var app = Service.Build(["--urls", "http://127.0.0.1:0", "--ConnectionStrings:Stance", $"Data Source={Path.Combine(folder, "stance.db")}", name, value]);
        try
        {
            await Service.StartAsync(app);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
