using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using StanceApi.Storage;
using StanceApi.Tests.Access;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Http;

/// <summary>What the service could not do stands in its log under the trace that its answer names, once.</summary>
public sealed class ProblemLogTests
{
    [Fact]
    public async Task A_503_is_found_in_the_log_by_its_trace()
    {
        await using var host = await StanceHost.StartAsync();
        using var told = Listen(host);
        using var client = host.Reader();
        await host.Services.GetRequiredService<Writer>().StopAsync(TestContext.Current.CancellationToken);

        var answer = await client.ReadAsync("/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal([(LogLevel.Warning, "/health/ready was answered 503 not_ready: The store cannot be written to. See the service's log.")], told.By((string)answer.Body!["trace_id"]!));
    }

    [Fact]
    public async Task Why_an_issuer_of_tokens_does_not_answer_is_told()
    {
        var gone = await Issuer.StartAsync();
        await using var host = await TokenTests.Trusting.StartAsync(gone);
        await gone.DisposeAsync();
        using var told = Listen(host);
        using var client = host.Client(gone.Token());

        var answer = await client.ReadAsync("/v1/actors");

        var line = Assert.Single(told.By((string)answer.Body!["trace_id"]!)).Text;
        Assert.StartsWith("/v1/actors was answered 503 issuer_unavailable: ", line, StringComparison.Ordinal);
        Assert.Contains("refused", line, StringComparison.Ordinal);
        Assert.DoesNotContain("refused", answer.Body.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_is_told_in_full_and_once()
    {
        await using var host = await StanceHost.StartAsync();
        using var told = Listen(host);
        using var client = host.Writer();
        await using (var connection = await host.Services.GetRequiredService<Engine>().OpenWriterAsync())
            await Dapper.SqlMapper.ExecuteAsync(connection, "ALTER TABLE idempotency_keys RENAME TO gone");

        var answer = await client.CreateAsync("questions", new() { ["text"] = "Does it work?" }, ("Idempotency-Key", "a"));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Equal([LogLevel.Error], told.By((string)answer.Body!["trace_id"]!).Select(line => line.Level));
    }

    [Fact]
    public async Task A_batch_that_failed_names_the_traces_of_its_requests()
    {
        await using var database = new SqliteDatabase();
        await using var host = await StanceHost.OverAsync(database);
        using var told = Listen(host);
        using var client = host.Writer();
        var engine = host.Services.GetRequiredService<Engine>();
        await using var connection = await engine.OpenWriterAsync();
        await using var transaction = await engine.BeginWriteAsync(connection, isPatient: false);

        var answer = await client.CreateAsync("questions", new() { ["text"] = "Is it locked?" });

        Assert.Equal("store_unavailable", answer.Code);
        Assert.Single(told.Lines, line => line.Level == LogLevel.Error && line.Text.Contains((string)answer.Body!["trace_id"]!, StringComparison.Ordinal));
    }

    private static Told Listen(StanceHost host)
    {
        var told = new Told();
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(told);
        return told;
    }

    private sealed class Told : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(string? Trace, LogLevel Level, string Text)> Lines { get; } = [];

        public IEnumerable<(LogLevel Level, string Text)> By(string trace) => Lines.Where(line => line.Trace == trace).Select(line => (line.Level, line.Text));

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Lines.Enqueue((Activity.Current?.TraceId.ToHexString(), logLevel, formatter(state, exception)));
        }

        public void Dispose()
        {
        }
    }
}
