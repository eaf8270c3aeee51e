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
    [InlineData("--Auth:Authority", "https://issuer.example")]
    [InlineData("--Auth:Authority", "http://issuer.example", "--Auth:Audience", "stance")]
    [InlineData("--Auth:Authority", "issuer", "--Auth:Audience", "stance")]
    [InlineData("--Auth:ScopeClaim", "")]
    [InlineData("--Auth:AnonymousRead", "perhaps")]
    [InlineData("--Cors:Origins", "example.org")]
    [InlineData("--Cors:Origins", "https://example.org/path")]
    [InlineData("--Cors:Origins", "*, https://example.org")]
    [InlineData("--Proxies:Known", "my-proxy")]
    [InlineData("--Proxies:Known", "10.0.0.0/33")]
    [InlineData("--Limits:PageItems", "501")]
    [InlineData("--Limits:RequestLineBytes", "100000")]
    [InlineData("--Limits:AddressRequestsPerSecond", "0")]
    [InlineData("--Limits:Readers", "0")]
    [InlineData("--Limits:Readers", "abc")]
    [InlineData("--Seeds:OnEmpty", "maybe")]
    [InlineData("--Imports:Folder", "/no/such/folder")]
    [InlineData("--urls", "nonsense")]
    [InlineData("--ConnectionStrings:Stance", "Data Source=:memory:")]
    [InlineData("--ConnectionStrings:Stance", "Data Source=never-made.db;Mode=Memory")]
    [InlineData("--ConnectionStrings:Stance", "Data Source=file:never-made.db?mode=memory")]
    [InlineData("--ConnectionStrings:Stance", "")]
    [InlineData("--ConnectionStrings:Stance", "Database=x;Username=y")]
    [InlineData("--ConnectionStrings:Stance", "postgres://me:kept-secret@localhost/x")]
    [InlineData("--ConnectionStrings:Stance", "Host=localhost;Databse=x;Password=kept-secret")]
    [InlineData("--Shutdown:DrainSeconds", "-1")]
    [InlineData("--ConnectionStrings:Stance", "Host=localhost;Port=many;Password=kept-secret")]
    [InlineData("--ConnectionStrings:Stance", "Host=localhost;Port=99999;Password=kept-secret")]
    [InlineData("--ConnectionStrings:Stance", "Host=localhost:99999,localhost:5432;Password=kept-secret")]
    [InlineData("--ConnectionStrings:Stance", "host=localhost port=5432 dbname=x password=kept-secret")]
    [InlineData("--ConnectionStrings:Stance", "Data Source=never-made.db;Password=kept-secret")]
    [InlineData("--ConnectionStrings:Stance", "Host=localhost;Database=x;Password=kept;-secret=5")]
    public async Task A_setting_out_of_its_bounds_is_refused(params string[] settings)
    {
        var refused = StartFailure.Of((await Record.ExceptionAsync(() => StartAsync(settings)))!)!;

        Assert.Equal(2, refused.ExitCode);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("never-made.db"));
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
    public async Task A_database_of_a_newer_version_that_died_before_it_had_stamped_it_is_refused()
    {
        await using (var first = await StartAsync())
        {
            var engine = first.Services.GetRequiredService<Engine>();
            await using var connection = await engine.OpenWriterAsync();
            var stamp = engine.ReadStamp(connection);
            await connection.ExecuteAsync(database.MigrateFurther);
            engine.WriteStamp(connection, (int)stamp);
        }

        var refused = await Record.ExceptionAsync(() => StartAsync());

        Assert.Contains("newer version", StartFailure.Of(refused!)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_gets_no_table()
    {
        await using var engine = Service.Build(["--ConnectionStrings:Stance", database.ConnectionString]).Services.GetRequiredService<Engine>();
        await using var connection = await engine.OpenWriterAsync();
        await connection.ExecuteAsync("CREATE TABLE accounts (id INTEGER PRIMARY KEY)");

        var refused = await Record.ExceptionAsync(() => StartAsync());

        Assert.Contains("another program: it has a table accounts", StartFailure.Of(refused!)!.Message, StringComparison.Ordinal);
        Assert.Equal(["accounts"], (await connection.QueryAsync<string>(engine.FindColumns)).Distinct());
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

    private Task<WebApplication> StartAsync(params string[] settings) => StanceHost.RunAsync(["--ConnectionStrings:Stance", database.ConnectionString, .. settings]);
}
