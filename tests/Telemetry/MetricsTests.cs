using System.Net;
using StanceApi.Tests.Access;

namespace StanceApi.Tests.Telemetry;

/// <summary><c>/metrics</c>: what Prometheus reads, and who may.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Administrators_read_them_and_nobody_else()
    {
        await using var host = await StanceHost.StartAsync();
        using var administrator = host.Writer();
        using var writer = host.Client((await administrator.NewKeyAsync("write", "texts")).Secret);
        using var anonymous = host.Reader();

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized], [await StatusAsync(administrator), await StatusAsync(writer), await StatusAsync(anonymous)]);
    }

    [Theory]
    [InlineData("open", 200)]
    [InlineData("off", 404)]
    public async Task The_settings_open_them_or_switch_them_off(string access, int status)
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Telemetry:Metrics", access);
        using var anonymous = host.Reader();

        Assert.Equal(status, (int)await StatusAsync(anonymous));
    }

    [Fact]
    public async Task They_tell_of_requests_queries_the_writer_and_limits()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Limits:AddressRequestsPerSecond", "1");
        using var client = host.Writer();
        using var anonymous = host.Reader();
        await client.CreateAsync("questions", new() { ["text"] = "Is it measured?" });
        await client.ReadAsync("/v1/questions");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => anonymous.ReadAsync("/v1/questions")));

        var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        string[] told =
        [
            "http_server_request_duration_seconds_count", "stance_query_duration_seconds_count", "stance_writer_commit_duration_seconds_sum", "stance_writer_batch_bucket",
            "stance_writer_queue", "stance_requests_served", "limit=\"address_rate\"",
        ];
        Assert.All(told, name => Assert.Contains(name, metrics, StringComparison.Ordinal));
        Assert.DoesNotContain(StanceHost.AdministratorKey, metrics, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/metrics", TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
