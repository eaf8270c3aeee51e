using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace StanceApi.Tests;

/// <summary>The real service on a free port of the loopback, over a store of its own that is deleted afterwards.</summary>
public sealed class StanceHost : IAsyncDisposable
{
    public const string AdministratorKey = "the-administrators-key-of-the-tests-0001";

    private readonly WebApplication app;
    private readonly string folder;

    private StanceHost(WebApplication app, string folder)
    {
        this.app = app;
        this.folder = folder;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Address { get; }

    internal IServiceProvider Services => app.Services;

    /// <summary>The path of the store.</summary>
    public string Database => Path.Combine(folder, "stance.db");

    /// <summary>Starts a service with an empty store, or one with the demonstration data.</summary>
    public static async Task<StanceHost> StartAsync(bool seeds = false, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("stance-test-").FullName;
        string[] args =
        [
            "--urls", "http://127.0.0.1:0",
            "--ConnectionStrings:Stance", $"Data Source={Path.Combine(folder, "stance.db")}",
            "--Auth:BootstrapKey", AdministratorKey,
            "--Seeds:OnEmpty", seeds ? "true" : "false",
            .. settings,
        ];
        var app = Service.Build(args);
        await Service.StartAsync(app);
        return new StanceHost(app, folder);
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
        Directory.Delete(folder, recursive: true);
    }
}
