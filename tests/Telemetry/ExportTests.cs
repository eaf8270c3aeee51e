namespace StanceApi.Tests.Telemetry;

/// <summary>Traces, metrics and logs over OTLP, where a collector is named.</summary>
public sealed class ExportTests
{
    private const string Said = "A question that no collector should hear of";

    [Fact]
    public async Task A_collector_that_is_named_is_told_of_requests_queries_writes_and_logs_and_of_no_secret()
    {
        await using var collector = await Collector.StartAsync();
        await using (var host = await StanceHost.StartAsync(
            seeds: false, "--OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address, "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", "--Logging:LogLevel:Default", "Information"))
        {
            using var client = host.Writer();
            await client.CreateAsync("questions", new() { ["text"] = Said });
            await client.CreateAsync("keys", new() { ["name"] = "A key", ["scopes"] = new System.Text.Json.Nodes.JsonArray("read") });
            await client.ReadAsync("/v1/questions?title=secret-of-a-query");
        }

        Assert.All(["/v1/questions", "query", "write", "commit", "db.query.text"], name => Assert.Contains(name, collector.Of("traces"), StringComparison.Ordinal));
        Assert.All(["http.server.request.duration", "stance.writer.commit.duration", "stance.query.duration"], name => Assert.Contains(name, collector.Of("metrics"), StringComparison.Ordinal));
        Assert.Contains("was created by", collector.Of("logs"), StringComparison.Ordinal);
        foreach (var signal in new[] { "traces", "metrics", "logs" })
            Assert.All([StanceHost.AdministratorKey, Said, "secret-of-a-query", "stance_"], secret => Assert.DoesNotContain(secret, collector.Of(signal), StringComparison.Ordinal));
    }
}
