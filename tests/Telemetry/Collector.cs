using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StanceApi.Tests.Telemetry;

/// <summary>A collector of OTLP over HTTP on the loopback, which keeps what it is sent.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> received = new();

    private Collector(WebApplication app) => this.app = app;

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>What came for a signal: traces, metrics or logs. Texts stand in it as they are.</summary>
    public string Of(string signal) => string.Concat(received.GetValueOrDefault($"/v1/{signal}") ?? []);

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var collector = new Collector(builder.Build());
        collector.app.Run(collector.TakeAsync);
        await collector.app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.Latin1);
        received.GetOrAdd(http.Request.Path, _ => new()).Enqueue(await reader.ReadToEndAsync(http.RequestAborted));
    }
}
