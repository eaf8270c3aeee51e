using System.Net;
using System.Net.Http.Headers;
using Microsoft.Data.Sqlite;
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
    [InlineData("--Auth:BootstrapKey", "this-looks.like-a-token-of-three.parts-and-is-long-enough")]
    [InlineData("--Limits:Readers", "0")]
    [InlineData("--Limits:Readers", "abc")]
    [InlineData("--Seeds:OnEmpty", "maybe")]
    [InlineData("--urls", "nonsense")]
    [InlineData("--ConnectionStrings:Stance", "Host=localhost;Database=x")]
    [InlineData("--ConnectionStrings:Stance", "Data Source=:memory:")]
    [InlineData("--ConnectionStrings:Stance", "")]
    public async Task A_setting_out_of_its_bounds_is_refused(string name, string value)
    {
        var refused = await Record.ExceptionAsync(() => StartAsync(name, value));

        Assert.Equal(2, StartFailure.Of(refused!)!.ExitCode);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        await (await StartAsync()).DisposeAsync();
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "stance.db")};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = """
                INSERT INTO migrations (type, version, description, name, checksum, installed_by, success)
                VALUES (0, '999', 'later', 'V999__later.sql', '', '', 1);
                PRAGMA user_version = 7;
                """;
            command.ExecuteNonQuery();
        }

        var refused = await Record.ExceptionAsync(StartAsync);

        Assert.Contains("newer version", StartFailure.Of(refused!)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_name_of_the_same_file_is_the_same_database()
    {
        await using var first = await StartAsync();
        var link = Path.Combine(folder, "link.db");
        File.CreateSymbolicLink(link, Path.Combine(folder, "stance.db"));

        await Assert.ThrowsAsync<StoreLockedException>(() => StartAsync("--ConnectionStrings:Stance", $"Data Source={link}"));
    }

    [Fact]
    public async Task A_key_named_later_is_created_where_it_is_absent()
    {
        await (await StartAsync()).DisposeAsync();
        await using var second = await StartAsync("--Auth:BootstrapKey", StanceHost.AdministratorKey);
        using var client = new HttpClient { BaseAddress = new Uri(second.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", StanceHost.AdministratorKey);

        var answer = await client.CreateAsync("actors", new() { ["name"] = "Found again", ["kind"] = "person" });

        Assert.Equal(HttpStatusCode.Created, answer.Status);
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
