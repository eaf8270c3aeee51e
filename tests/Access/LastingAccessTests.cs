using System.Net;
using StanceApi.Storage;

namespace StanceApi.Tests.Access;

/// <summary>An answer that goes on ends with the key that it was asked for with.</summary>
public sealed class LastingAccessTests(EmptyStore store)
{
    private readonly HttpClient administrator = store.Host.Writer();

    [Fact]
    public async Task A_stream_ends_with_the_next_event_after_its_key_is_revoked()
    {
        var (id, secret) = await administrator.NewKeyAsync("read");
        using var client = store.Host.Client(secret);
        using var response = await client.GetAsync($"/v1/changes?format=event_stream&after={await HeadAsync()}", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        await administrator.RetireAsync("keys", id);
        var question = Api.NewId("after-revocation");
        await administrator.ReplaceAsync("questions", question, new() { ["text"] = "Who is told?" });

        Assert.DoesNotContain(question, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_poll_is_refused_when_its_key_was_revoked_meanwhile()
    {
        // Of its own: nobody else's write ends the wait.
        await using var host = await StanceHost.StartAsync();
        using var administrator = host.Writer();
        var (id, secret) = await administrator.NewKeyAsync("read");
        using var client = host.Client(secret);
        var waiting = client.ReadAsync("/v1/changes?wait=60&after=0");
        while (!host.Services.GetRequiredService<CommitSignal>().IsAwaited) await Task.Delay(10, TestContext.Current.CancellationToken);

        await administrator.RetireAsync("keys", id);
        await administrator.CreateAsync("questions", new() { ["text"] = "Who is told?" });

        var answer = await waiting;
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_key"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_stream_and_a_long_poll_end_with_the_token_that_they_were_asked_for_with()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var host = await StanceHost.StartAsync(settings: ["--Auth:Authority", issuer.Address, "--Auth:Audience", Issuer.Audience, "--Limits:HeartbeatSeconds", "1"]);
        using var administrator = host.Writer();
        // Taken for some seconds after its end: clocks differ.
        using var client = host.Client(issuer.Token("read", seconds: -20));
        using var stream = await client.GetAsync("/v1/changes?format=event_stream&after=0", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var poll = client.ReadAsync("/v1/changes?wait=60&after=0");
        while (!host.Services.GetRequiredService<CommitSignal>().IsAwaited) await Task.Delay(10, TestContext.Current.CancellationToken);

        await administrator.CreateAsync("questions", new() { ["text"] = "Who is told?" });

        Assert.DoesNotContain("Who is told?", await stream.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (stream.StatusCode, (await poll).Status));
    }

    private async Task<string> HeadAsync() => (string)(await administrator.ReadAsync("/v1/changes?after=0&limit=1&type=position&wait=0")).Body!["next"]!;
}
