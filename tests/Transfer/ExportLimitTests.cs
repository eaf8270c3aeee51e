using System.Net;
using StanceApi.Tests.Citations;

namespace StanceApi.Tests.Transfer;

/// <summary>An export that takes long: what it may take, and what becomes of it when that is over.</summary>
public sealed class ExportLimitTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task An_export_that_takes_too_long_breaks_off_and_never_ends_like_a_whole_one(string? coding)
    {
        await using var host = await HeavyAsync("--Limits:ExportSeconds", "1");
        using var client = host.Reader();
        using var response = await OpenAsync(client, coding);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        // More than all buffers on the way hold is not sent while nobody reads.
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);

        using var received = new MemoryStream();
        var failure = await Record.ExceptionAsync(() => body.CopyToAsync(received, TestContext.Current.CancellationToken));
        Assert.IsAssignableFrom<IOException>(failure);
        Assert.DoesNotContain("$end", System.Text.Encoding.UTF8.GetString(received.ToArray()), StringComparison.Ordinal);
        Assert.NotEmpty((await client.LinesAsync("/v1/export/sources")).Lines);
    }

    [Fact]
    public async Task An_export_more_than_may_run_is_refused_and_requests_are_answered()
    {
        await using var host = await HeavyAsync("--Limits:Exports", "1", "--Limits:Readers", "1");
        using var client = host.Reader();
        using (await OpenAsync(client, null))
        {
            var refused = await client.ReadAsync("/v1/export/questions");
            var list = await client.ReadAsync("/v1/sources");

            Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy"), (refused.Status, refused.Code));
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.Equal(HttpStatusCode.OK, list.Status);
        }

        // Whoever has hung up makes room.
        var next = await client.ReadAsync("/v1/export/index.json");
        while ((await client.SendAsync(HttpMethod.Head, "/v1/export/questions")).Status == HttpStatusCode.ServiceUnavailable) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, next.Status);
    }

    [Fact]
    public async Task What_is_written_while_an_export_runs_is_not_in_it()
    {
        await using var host = await HeavyAsync();
        using var client = host.Writer();
        using var response = await OpenAsync(client, null);

        var world = await World.CreateAsync(client);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        var lines = Exported.Verify(body);
        Assert.DoesNotContain(lines, line => (string?)line["data"]!["id"] == world.Question);
        Assert.Contains((await client.LinesAsync("/v1/export")).Lines, line => (string?)line["data"]!["id"] == world.Question);
    }

    /// <summary>A service with more text than fits into the buffers between it and a client.</summary>
    private static async Task<StanceHost> HeavyAsync(params string[] settings)
    {
        var host = await StanceHost.StartAsync(seeds: false, settings);
        using var writer = host.Writer();
        for (var number = 0; number < 5; number++)
        {
            var world = await World.CreateAsync(writer);
            // Letters by chance, which do not compress well.
            var text = Convert.ToBase64String(Bytes(new Random(number), 3_900_000));
            Assert.Equal(HttpStatusCode.Created, (await writer.PutTextAsync(world.Source, text)).Status);
        }

        return host;
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient client, string? coding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/export");
        if (coding is not null) request.Headers.AcceptEncoding.ParseAdd(coding);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }
}
