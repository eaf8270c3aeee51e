using System.Net;
using System.Net.Http.Headers;
using Dapper;
using StanceApi.Commands;
using StanceApi.Storage;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Storage;

/// <summary>Starting: what was kept is there again, and what cannot work is refused with a word on what to do.</summary>
public sealed class StartTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_second_start_finds_what_the_first_one_kept_and_seeds_nothing_again()
    {
        var first = await StartAsync("--Seeds:OnEmpty", "true");
        await first.StopAsync(TestContext.Current.CancellationToken);
        await first.DisposeAsync();
        await using var second = await StartAsync("--Seeds:OnEmpty", "true");

        await using var session = await second.Services.GetRequiredService<Readers>().OpenAsync(TestContext.Current.CancellationToken);

        Assert.Equal(44, (await FeedHead.ReadAsync(session)).Seq);
    }

    [Theory]
    [InlineData("--Auth:BootstrapKey", "short")]
    [InlineData("--Auth:BootstrapKey", "this-looks.like-a-token-of-three.parts-and-is-long-enough")]
    [InlineData("--Limits:Readers", "0")]
    [InlineData("--Limits:Readers", "abc")]
    [InlineData("--Seeds:OnEmpty", "maybe")]
    [InlineData("--urls", "nonsense")]
    [InlineData("--ConnectionStrings:Stance", "Data Source=:memory:")]
    [InlineData("--ConnectionStrings:Stance", "")]
    [InlineData("--ConnectionStrings:Stance", "Database=x;Username=y")]
    [InlineData("--ConnectionStrings:Stance", "postgres://me:kept-secret@localhost/x")]
    [InlineData("--ConnectionStrings:Stance", "Host=localhost;Databse=x;Password=kept-secret")]
    [InlineData("--ConnectionStrings:Stance", "Host=localhost;Port=many;Password=kept-secret")]
    [InlineData("--ConnectionStrings:Stance", "Host=localhost;Database=x;Password=kept;-secret=5")]
    public async Task A_setting_out_of_its_bounds_is_refused(string name, string value)
    {
        var refused = StartFailure.Of((await Record.ExceptionAsync(() => StartAsync(name, value)))!)!;

        Assert.Equal(2, refused.ExitCode);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        await using (var first = await StartAsync("--Seeds:OnEmpty", "true"))
        {
            await using var connection = await first.Services.GetRequiredService<Engine>().OpenWriterAsync();
            await connection.ExecuteAsync(database.MigrateFurther);
        }

        var refused = await Record.ExceptionAsync(() => StartAsync("--Seeds:OnEmpty", "true"));

        Assert.Contains("newer version", StartFailure.Of(refused!)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_named_later_is_created_where_it_is_absent()
    {
        await (await StartAsync("--Seeds:OnEmpty", "true")).DisposeAsync();
        await using var second = await StartAsync("--Auth:BootstrapKey", StanceHost.AdministratorKey);
        using var client = new HttpClient { BaseAddress = new Uri(second.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", StanceHost.AdministratorKey);

        var answer = await client.CreateAsync("actors", new() { ["name"] = "Found again", ["kind"] = "person" });

        Assert.Equal(HttpStatusCode.Created, answer.Status);
    }

    private Task<WebApplication> StartAsync(string name, string value) => StanceHost.RunAsync("--ConnectionStrings:Stance", database.ConnectionString, name, value);
}
