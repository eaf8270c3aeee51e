using System.Net;
using StanceApi.Http;
using StanceApi.Tests.Citations;

namespace StanceApi.Tests.Http;

/// <summary>Whoever takes answers slowly has few places, and none for ever.</summary>
public sealed class SlowTakerTests
{
    /// <summary>More than what is on its way between two ends of a connection.</summary>
    private const int Length = 20_000_000;

    [Fact]
    public async Task A_caller_has_a_share_of_the_places_and_leaves_the_others_to_others()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Limits:TextBytes", "30000000", "--Limits:Requests", "8", "--Limits:RequestsPerCaller", "2"]);
        using var administrator = host.Writer();
        var path = await LongTextAsync(administrator);
        using var one = await AskAsync(host, path);
        using var other = await AskAsync(host, path);
        using var stranger = host.Reader();

        var refused = await stranger.ReadAsync("/v1/actors");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy", "1"), (refused.Status, refused.Code, refused.Headers.RetryAfter?.ToString()));
        Assert.Contains("An address", (string)refused.Body!["detail"]!, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("address", refused.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await administrator.ReadAsync("/v1/actors")).Status);
        one.Dispose();
        while ((await stranger.ReadAsync("/v1/actors")).Status != HttpStatusCode.OK) await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_answer_that_is_not_taken_in_its_time_is_broken_off()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Limits:TextBytes", "30000000", "--Limits:AnswerSeconds", "1"]);
        using var administrator = host.Writer();
        using var slow = await AskAsync(host, await LongTextAsync(administrator));

        await UntilNobodyIsServedAsync(host);

        Assert.True(await slow.CountToEndAsync() < Length);
    }

    [Fact]
    public async Task An_export_is_as_long_on_its_way_as_exports_may_be()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Limits:TextBytes", "30000000", "--Limits:AnswerSeconds", "1"]);
        using var administrator = host.Writer();
        await LongTextAsync(administrator);
        using var slow = await AskAsync(host, "/v1/export");

        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);

        Assert.True(await slow.CountToEndAsync() > Length);
    }

    [Fact]
    public async Task An_export_that_nobody_takes_makes_room_for_others()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Limits:TextBytes", "30000000", "--Limits:StallSeconds", "1", "--Limits:Exports", "1"]);
        using var administrator = host.Writer();
        await LongTextAsync(administrator);
        using var slow = await AskAsync(host, "/v1/export");

        var refused = await administrator.ReadAsync("/v1/export/actors");
        await UntilNobodyIsServedAsync(host);
        using var taken = await administrator.GetAsync(new Uri("/v1/export/actors", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy"), (refused.Status, refused.Code));
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.True(await slow.CountToEndAsync() < Length);
    }

    [Fact]
    public async Task Whoever_takes_fewer_bytes_a_second_than_he_must_is_cut_off()
    {
        await using var host = await StanceHost.StartAsync(settings: ["--Limits:TextBytes", "30000000", "--Limits:SlowestBytesPerSecond", "1000000"]);
        using var administrator = host.Writer();
        using var slow = await AskAsync(host, await LongTextAsync(administrator));

        await UntilNobodyIsServedAsync(host);

        Assert.True(await slow.CountToEndAsync() < Length);
    }

    private static async Task UntilNobodyIsServedAsync(StanceHost host)
    {
        var slots = host.Services.GetRequiredService<RequestSlots>();
        while (slots.Running > 0) await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    /// <summary>Asks, and reads no more than that there is an answer.</summary>
    private static async Task<RawConnection> AskAsync(StanceHost host, string path)
    {
        var connection = await RawConnection.OpenAsync(host, receivedBytes: 4_096);
        await connection.WriteAsync($"GET {path} HTTP/1.1\r\nHost: stance\r\nConnection: close\r\n\r\n");
        await connection.ReadOneAsync();
        return connection;
    }

    private static async Task<string> LongTextAsync(HttpClient client)
    {
        var source = (await World.CreateAsync(client)).Source;
        // Without a word that would have to be searched for.
        var answer = await client.PutTextAsync(source, new string('.', Length));
        Assert.True(answer.Status == HttpStatusCode.OK || answer.Status == HttpStatusCode.Created, answer.Body?.ToJsonString());
        return $"/v1/sources/{source}/text";
    }
}
