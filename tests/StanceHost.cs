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

    private static async Task<StanceHost> StartAsync(TestDatabase database, bool isOwn, string[] settings)
    {
        var app = await RunAsync(["--ConnectionStrings:Stance", database.ConnectionString, "--Auth:BootstrapKey", AdministratorKey, .. settings]);
        return new StanceHost(app, database, isOwn);
    }

    /// <summary>Starts a service with these settings alone, which leaves nothing open where it does not start.</summary>
    internal static async Task<WebApplication> RunAsync(params string[] settings)
    {
        var app = Service.Build(["--urls", "http://127.0.0.1:0", .. settings]);
        try
        {
            await Service.StartAsync(app);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client who may read.</summary>
    public HttpClient Reader() => new() { BaseAddress = Address };

    /// <summary>A client who may read and write.</summary>
    public HttpClient Writer()
    {
        var client = Reader();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdministratorKey);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        if (own is not null) await own.DisposeAsync();
    }
}
