using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests;

/// <summary>The real service on a free port of the loopback, over a store of its own that is deleted afterwards.</summary>
public sealed class StanceHost : IAsyncDisposable
{
    public const string AdministratorKey = "the-administrators-key-of-the-tests-0001";

    private readonly WebApplication app;
    private readonly TestDatabase? own;

    private StanceHost(WebApplication app, TestDatabase database, bool isOwn)
    {
        this.app = app;
        own = isOwn ? database : null;
        Database = database;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Address { get; }

    internal IServiceProvider Services => app.Services;

    internal TestDatabase Database { get; }

    /// <summary>Starts a service with an empty store, or one with the demonstration data.</summary>
    public static async Task<StanceHost> StartAsync(bool seeds = false, params string[] settings)
    {
        var database = await TestDatabase.CreateAsync();
        return await StartAsync(database, isOwn: true, ["--Seeds:OnEmpty", seeds ? "true" : "false", .. settings]);
    }

    /// <summary>Starts a service over a database that stays when it stops.</summary>
    internal static Task<StanceHost> OverAsync(TestDatabase database, params string[] settings) =>
        StartAsync(database, isOwn: false, ["--Seeds:OnEmpty", "false", .. settings]);

    /// <summary>The same of a service with another part than usual, such as the clock.</summary>
    internal static Task<StanceHost> OverAsync(TestDatabase database, Action<WebApplicationBuilder> adapt) =>
        StartAsync(database, isOwn: false, ["--Seeds:OnEmpty", "false"], adapt);

    /// <summary>Starts a service with the demonstration data, for which it is the time of a clock.</summary>
    internal static Task<StanceHost> AtAsync(TimeProvider clock, TestDatabase database, params string[] settings) =>
        StartAsync(database, isOwn: true, ["--Seeds:OnEmpty", "true", .. settings], builder => builder.Services.AddSingleton(clock));

    private static async Task<StanceHost> StartAsync(TestDatabase database, bool isOwn, string[] settings, Action<WebApplicationBuilder>? adapt = null)
    {
        var app = await RunAsync(["--ConnectionStrings:Stance", database.ConnectionString, "--Auth:BootstrapKey", AdministratorKey, .. settings], adapt);
        return new StanceHost(app, database, isOwn);
    }

    /// <summary>Starts a service with these settings alone, which leaves nothing open where it does not start.</summary>
    internal static Task<WebApplication> RunAsync(params string[] settings) => RunAsync(settings, adapt: null);

    private static async Task<WebApplication> RunAsync(string[] settings, Action<WebApplicationBuilder>? adapt)
    {
        // The suite asks more in a second, and at once, than a client may.
        var app = Service.Build(["--urls", "http://127.0.0.1:0", "--Limits:KeyRequestsPerSecond", "1000000", "--Limits:AddressRequestsPerSecond", "1000000", "--Limits:RequestsPerCaller", "256", .. settings], adapt);
        try
        {
            await Service.StartAsync(app);
            return app;
        }
        catch
        {
            // Some of it may have started.
            await app.StopAsync();
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client who may read.</summary>
    public HttpClient Reader() => new() { BaseAddress = Address };

    /// <summary>A client who may read and write.</summary>
    public HttpClient Writer() => Client(AdministratorKey);

    /// <summary>A client with a key or a token of its own.</summary>
    public HttpClient Client(string credentials)
    {
        var client = Reader();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", credentials);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        if (own is not null) await own.DisposeAsync();
    }
}
