using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace StanceApi.Tests.Http;

/// <summary>Whoever hangs up while being answered is no fault that the log tells of.</summary>
public sealed class HangUpTests
{
    [Theory]
    [InlineData("/v1/changes?after=0&format=event_stream")]
    [InlineData("/v1/changes?after=0&wait=30&type=argument")]
    [InlineData("/v1/positions?limit=500&expand=actor,question,sources,arguments")]
    [InlineData("/v1/questions/contribute-troops/timeline?axis=recorded")]
    public async Task Nothing_is_logged_when_a_client_hangs_up(string path)
    {
        await using var host = await StanceHost.StartAsync(seeds: true);
        using var faults = new Faults();
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(faults);
        using var client = host.Reader();

        foreach (var milliseconds in Enumerable.Range(1, 40))
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(milliseconds);
            try
            {
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, patience.Token);
                await answer.Content.ReadAsByteArrayAsync(patience.Token);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                // Hung up.
            }
        }

        await client.GetAsync(new Uri("/v1/actors", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Empty(faults.Told);
    }

    private sealed class Faults : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Told { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Told.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
