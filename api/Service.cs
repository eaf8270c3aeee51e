using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration.Memory;
using StanceApi.Access;
using StanceApi.Actors;
using StanceApi.Analysis;
using StanceApi.Arguments;
using StanceApi.Changes;
using StanceApi.Citations;
using StanceApi.Commands;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.OpenApi;
using StanceApi.Positions;
using StanceApi.Questions;
using StanceApi.Sources;
using StanceApi.Stances;
using StanceApi.Storage;

namespace StanceApi;

/// <summary>The composition of the service: a line for each feature.</summary>
internal static class Service
{
    /// <summary>Below every other source of settings: the frameworks speak only of what is wrong.</summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        // A line for each refused key would let anybody fill the log.
        ["Logging:LogLevel:StanceApi.Access.ApiKeyHandler"] = "Warning",
        // What keeps the host from starting is told once, by the program itself.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "None",
    };

    public static WebApplication Build(string[] args)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.Services
            .AddStorage(builder.Configuration)
            .AddAccess(builder.Configuration)
            .AddHttp()
            .AddOpenApiDocuments()
            .AddSingleton<NounCatalog>()
            .AddCitations()
            .AddQuestions()
            .AddActors()
            .AddSources()
            .AddPositions()
            .AddArguments()
            .AddChanges()
            .AddStances()
            .AddAnalysis()
            .AddOptions<SeedOptions>().Bind(builder.Configuration.GetSection(SeedOptions.Section));
        builder.WebHost.UseHttpLimits();
        return builder.Build();
    }

    /// <summary>Migrates, seeds, begins to listen and says where.</summary>
    public static async Task StartAsync(WebApplication app)
    {
        var store = Task.Run(() => PrepareStoreAsync(app.Services));
        app.UseHttp().UseDocumentation().UseAccess();
        app.MapQuestions()
            .MapActors()
            .MapSources()
            .MapPositions()
            .MapArguments()
            .MapChanges()
            .MapStances()
            .MapAnalysis()
            .MapHealth()
            .MapOpenApiDocuments();
        // Builds the routes now, beside the store, instead of after it.
        _ = ((IEndpointRouteBuilder)app).DataSources.Sum(source => source.Endpoints.Count);
        var seeds = await store;
        await app.StartAsync();
        await AnnounceAsync(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses, seeds);
    }

    /// <summary>Migrates and fills the store. Returns how many records of demonstration data it loaded.</summary>
    private static async Task<int> PrepareStoreAsync(IServiceProvider services)
    {
        await services.PrepareStorageAsync();
        await services.GetRequiredService<Writer>().StartAsync(CancellationToken.None);
        // Told as soon as it is kept: a start that fails after this must not take it along.
        if (await services.BootstrapKeyAsync() is { } key) await Console.Out.WriteLineAsync($"Administrator's key, shown only this once: {key}");
        return Seeds.AreWanted(services) ? await Seeds.LoadAsync(services) : 0;
    }

    private static async Task AnnounceAsync(ICollection<string> addresses, int seeds)
    {
        var address = addresses.FirstOrDefault() ?? "http://localhost";
        if (seeds > 0) await Console.Out.WriteLineAsync($"Loaded the demonstration data: {seeds} records.");
        await Console.Out.WriteLineAsync($"StanceApi listens on {string.Join(", ", addresses)}");
        await Console.Out.WriteLineAsync($"Documentation: {address}/docs");
    }
}
