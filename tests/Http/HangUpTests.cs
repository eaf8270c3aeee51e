using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace StanceApi.Tests.Http;

/// <summary>Whoever hangs up while being answered is no fault that the log tells of.</summary>
public sealed class HangUpTests
{
    [Theory]
    [InlineData("/v1/changes?after=0&format=event_stream")]
    [InlineData("/v1/changes?after=0&wait=30&type=argument")]
    [InlineData("/v1/positions?limit=500&expand=actor,question,sources,arguments")]
    [InlineData("/v1/export")]
    [InlineData("/v1/export/positions?format=parquet")]
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

        Assert.True(faults.Told.IsEmpty, string.Join("\n", faults.Told));
    }

    /// <summary>
    /// Kestrel (HttpProtocol.OnInputOrOutputCompleted) gives the connection up, its answers too, as soon as it reads that the client sends no more amid a body: what
    /// the service would say of the line cannot be sent. Whoever half-closes sees the connection end, or reset, and no answer, whichever way the body was announced.
    /// </summary>
    [Theory]
    [InlineData("/v1/import/questions", "application/x-ndjson", "Content-Length: 9999", "{\"text\":\"Should it be built?\"}\n")]
    [InlineData("/v1/import/questions", "application/x-ndjson", "Transfer-Encoding: chunked", "5\r\n{}\n{}\r\n")]
    [InlineData("/v1/questions", "application/json", "Content-Length: 9999", "{\"text\":")]
    public async Task A_client_that_says_no_more_amid_its_body_gets_no_answer_and_nothing_is_logged_of_it(string path, string mediaType, string length, string part)
    {
        await using var host = await StanceHost.StartAsync();
        using var faults = new Faults(LogLevel.Warning);
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(faults);
        var head = $"POST {path} HTTP/1.1\r\nHost: stance\r\nAuthorization: Bearer {StanceHost.AdministratorKey}\r\nContent-Type: {mediaType}\r\n{length}\r\n\r\n";

        var answers = new List<string>();
        for (var time = 0; time < 20; time++) answers.Add(await HalfClosedAsync(host.Address, head + part));
        using var client = host.Reader();
        await client.GetAsync(new Uri("/v1/actors", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.True(faults.Told.IsEmpty, string.Join("\n", faults.Told));
        Assert.All(answers, Assert.Empty);
    }

    private static async Task<string> HalfClosedAsync(Uri address, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        using var answer = new StreamReader(client.GetStream());
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        // The service shall be waiting for the rest by then.
        await Task.Delay(20, TestContext.Current.CancellationToken);
        client.Client.Shutdown(SocketShutdown.Send);
        try
        {
            return await answer.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The server gave the connection up.
            return "";
        }
    }

    private sealed class Faults(LogLevel least = LogLevel.Error) : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Told { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Told.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
