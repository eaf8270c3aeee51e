using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Recovery;

/// <summary>The process is asked to end (SIGTERM) while it works.</summary>
public sealed class ShutdownTests : IAsyncLifetime
{
    private static readonly Uri Changes = new("/v1/changes", UriKind.Relative);

    private readonly Ledger ledger = new();
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Every_request_that_was_taken_is_answered_and_what_was_not_answered_had_no_effect()
    {
        Shift[] shifts;
        using (var service = await ServiceProcess.StartAsync(database))
        {
            await service.Client.ReplaceAsync("questions", Clerk.Shared, new JsonObject { ["text"] = "Is it there?" });
            await ledger.ReadOnAsync(service.Client);
            var some = new Countdown(100);
            var working = Task.WhenAll(Enumerable.Range(0, 16).Select(clerk => new Clerk($"stop{clerk}", clerk).WorkAsync(service.Client, ledger, some)));
            await some.ReachedAsync(working);

            service.Signal("TERM");

            Assert.Equal(0, await service.EndAsync());
            shifts = await working;
        }

        // The file alone has everything.
        if (database is SqliteDatabase) Assert.False(new FileInfo($"{new SqliteConnectionStringBuilder(database.ConnectionString).DataSource}-wal") is { Exists: true, Length: > 0 });
        Assert.All(shifts, shift => Assert.True(shift is { Refusal: null, Unanswered: not null }));
        using var again = await ServiceProcess.StartAsync(database);
        // Whatever was taken was answered: so nothing can be there of what was not.
        Assert.Equal(shifts.Length, (await new Recovered(again.Client, ledger).CheckAsync(shifts)).Count);
    }

    [Fact]
    public async Task A_request_whose_body_is_still_on_its_way_is_answered_and_kept()
    {
        using var service = await ServiceProcess.StartAsync(database, "--Limits:SlowestBytesPerSecond", "1");
        using var content = new HaltingContent("""{"text": "Half of it came """, """before the end."}""");
        // The body is sent when the service asks for it: by then it has taken the request.
        using var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(5) }) { BaseAddress = service.Client.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/questions") { Content = content, Headers = { Authorization = service.Client.DefaultRequestHeaders.Authorization, ExpectContinue = true } };
        var asking = client.SendAsync(request, TestContext.Current.CancellationToken);
        await content.Halted;

        service.Signal("TERM");
        await RefusesAsync(service);
        content.GoOn();
        using var answer = await asking;

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(0, await service.EndAsync());
        using var again = await ServiceProcess.StartAsync(database);
        Assert.Equal(HttpStatusCode.OK, (await again.Client.ReadAsync(answer.Headers.Location!.ToString())).Status);
    }

    [Fact]
    public async Task Streams_come_to_their_end_and_long_polls_are_answered()
    {
        using var service = await ServiceProcess.StartAsync(database);
        await service.Client.ReplaceAsync("questions", "one", new JsonObject { ["text"] = "Is it there?" });
        var streams = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => OpenAsync(service.Client)));
        var polls = Enumerable.Range(0, 3).Select(_ => service.Client.ReadAsync($"{Changes}?after=1&wait=25")).ToArray();
        await Task.Delay(200, TestContext.Current.CancellationToken);

        service.Signal("TERM");

        // A stream that is cut off would throw.
        foreach (var stream in streams) Assert.Contains("id: 1\n", await stream.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        foreach (var poll in await Task.WhenAll(polls)) Assert.Equal((HttpStatusCode.OK, 0), (poll.Status, poll.Body!["items"]!.AsArray().Count));
        Assert.Equal(0, await service.EndAsync());
        foreach (var stream in streams) stream.Dispose();
    }

    private static async Task<StreamReader> OpenAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Changes) { Headers = { { "Accept", "text/event-stream" } } };
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), Encoding.UTF8);
    }

    /// <summary>Waits until who comes now is refused at the connection.</summary>
    private static async Task RefusesAsync(ServiceProcess service)
    {
        while (true)
        {
            using var client = new HttpClient { BaseAddress = service.Client.BaseAddress };
            try
            {
                await client.ReadAsync("/health/live");
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }
}
