using System.Security.Claims;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Commands;

/// <summary>
/// The service inside this process, over the store that the settings name, without listening anywhere. What a verb asks of its client
/// passes the same routes, checks and writer as over HTTP, so that nothing has a second meaning on the command line. Whoever can open
/// the store is its administrator.
/// </summary>
internal sealed class LocalService : IAsyncDisposable
{
    /// <summary>Who stands in history and feed for what is written by a verb.</summary>
    public const string WrittenBy = "command-line";

    /// <summary>Above the service's own defaults, below every other source: results alone belong on standard output.</summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Warning",
        ["Logging:Console:LogToStandardErrorThreshold"] = "Trace",
        // The verb that reads an export says itself why it ends.
        ["Logging:LogLevel:StanceApi.Transfer.ExportResult"] = "Error",
        // It would tell of every import that this server sets no limit of its own to bodies.
        ["Logging:LogLevel:Microsoft.AspNetCore.Routing"] = "Error",
    };

    private static readonly ClaimsPrincipal Operator = Caller.Principal(WrittenBy, [AccessScope.Admin], WrittenBy, end: DateTimeOffset.MaxValue);

    private readonly WebApplication app;
    private bool isStarted;

    private LocalService(WebApplication app) => this.app = app;

    public IServiceProvider Services => app.Services;

    /// <summary>
    /// Opens the store to write to it, migrated. Of a SQLite file it is then the only writer; on PostgreSQL it may run beside a service.
    /// </summary>
    /// <exception cref="CommandException">A setting is wrong, the store cannot be used, or another process writes to the file.</exception>
    public static Task<LocalService> ToWriteAsync(string[] settings) => OpenAsync(settings, Adapt, async services =>
    {
        await services.PrepareStorageAsync();
        await services.GetRequiredService<Writer>().StartAsync(CancellationToken.None);
    });

    /// <summary>Opens the store to read alone, beside whoever writes to it; it must have this version's schema already.</summary>
    /// <exception cref="CommandException">A setting is wrong, or the store cannot be used.</exception>
    public static Task<LocalService> ToReadAsync(string[] settings) => OpenAsync(
        settings,
        builder =>
        {
            Adapt(builder);
            // All that runs beside requests writes.
            builder.Services.RemoveAll<IHostedService>();
        },
        services => services.CheckStorageAsync());

    /// <summary>Composes the service over the store as it is, whatever version made it; nothing is opened yet.</summary>
    /// <exception cref="CommandException">A setting is wrong.</exception>
    public static Task<LocalService> AsItIsAsync(string[] settings) => OpenAsync(settings, Adapt, services => Task.FromResult(services.GetRequiredService<Engine>()));

    /// <summary>A client of this service, an administrator. Its answers come as they are written, however long that takes.</summary>
    public async Task<HttpClient> ClientAsync()
    {
        if (!isStarted)
        {
            Service.Map(app, Service.UseGuards);
            await app.StartAsync();
            isStarted = true;
        }

        var handler = app.GetTestServer().CreateHandler(http => http.User = Operator);
        return new HttpClient(handler) { BaseAddress = new Uri("http://localhost"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public async ValueTask DisposeAsync()
    {
        if (isStarted)
        {
            await LetGoAsync();
            await app.StopAsync();
        }

        await app.DisposeAsync();
    }

    /// <summary>A request that its client has given up lets go of the store before that is closed; no longer than anybody wants to wait.</summary>
    private async Task LetGoAsync()
    {
        const int Looks = 250;
        var slots = app.Services.GetRequiredService<RequestSlots>();
        for (var look = 0; look < Looks && slots.Running > 0; look++) await Task.Delay(TimeSpan.FromMilliseconds(20));
    }

    private static async Task<LocalService> OpenAsync(string[] settings, Action<WebApplicationBuilder> adapt, Func<IServiceProvider, Task> open)
    {
        WebApplication? app = null;
        try
        {
            app = Service.Build(settings, adapt);
            await open(app.Services);
            return new LocalService(app);
        }
        catch (Exception failure)
        {
            if (app is not null) await app.DisposeAsync();
            if (StartFailure.Of(failure) is { } known) throw known.ToException(failure);
            throw;
        }
    }

    private static void Adapt(WebApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(1, new MemoryConfigurationSource { InitialData = Defaults });
        // The server's end is the process's: nothing here waits for a signal.
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        builder.WebHost.UseTestServer();
    }

    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
