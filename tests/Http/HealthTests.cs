using System.Net;
using StanceApi.Storage;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Http;

/// <summary>Health tells the truth.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_service_whose_writer_has_stopped_lives_and_is_not_ready()
    {
        await using var host = await StanceHost.StartAsync();
        using var client = host.Reader();
        await host.Services.GetRequiredService<Writer>().StopAsync(TestContext.Current.CancellationToken);

        await IsNotReadyAsync(client);
    }

    [Fact]
    public async Task A_service_without_room_for_more_is_not_ready()
    {
        await using var database = new SqliteDatabase();
        await using var host = await StanceHost.OverAsync(database, "--Limits:FreeBytes", long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var client = host.Reader();

        await IsNotReadyAsync(client);
    }

    [Fact]
    public async Task A_service_that_could_not_write_is_ready_again_when_it_can()
    {
        await using var database = new SqliteDatabase();
        await using var host = await StanceHost.OverAsync(database);
        using var client = host.Writer();
        var engine = host.Services.GetRequiredService<Engine>();
        await using (var connection = await engine.OpenWriterAsync())
        {
            await using var transaction = await engine.BeginWriteAsync(connection, isPatient: false);
            var refused = await client.CreateAsync("questions", new() { ["text"] = "Is it locked?" });
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable"), (refused.Status, refused.Code));

            await IsNotReadyAsync(client);
        }

        Answer answer;
        do answer = await client.ReadAsync("/health/ready");
        while (answer.Status != HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Created, (await client.CreateAsync("questions", new() { ["text"] = "Is it free?" })).Status);
    }

    private static async Task IsNotReadyAsync(HttpClient client)
    {
        var (ready, live) = (await client.ReadAsync("/health/ready"), await client.ReadAsync("/health/live"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not_ready", HttpStatusCode.OK), (ready.Status, ready.Code, live.Status));
        Assert.NotNull(ready.Headers.RetryAfter);
    }
}
