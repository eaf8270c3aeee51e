using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration.Memory;
using StanceApi.Access;
using StanceApi.Actors;
using StanceApi.Analysis;
using StanceApi.Arguments;
using StanceApi.Backups;
using StanceApi.Changes;
using StanceApi.Citations;
using StanceApi.Commands;
using StanceApi.Http;
using StanceApi.Keys;
using StanceApi.Nouns;
using StanceApi.OpenApi;
using StanceApi.Positions;
using StanceApi.Questions;
using StanceApi.Search;
using StanceApi.Sources;
using StanceApi.Stances;
using StanceApi.Storage;
using StanceApi.Telemetry;
using StanceApi.Transfer;

namespace StanceApi;

/// <summary>The composition of the service: a line for each feature.</summary>
internal static class Service
{
    /// <summary>Below every other source of settings: the frameworks speak only of what is wrong.</summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        // A line is an object, with the trace that problem documents name.
        ["Logging:Console:FormatterName"] = "json",
        ["Logging:Console:FormatterOptions:IncludeScopes"] = "true",
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
        // A line for each refused key would let anybody fill the log.
        ["Logging:LogLevel:StanceApi.Access.ApiKeyHandler"] = "Warning",
        // What keeps the host from starting is told once, by the program itself.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "None",
    };

    /// <summary>Composes it.</summary>
    /// <param name="args">Settings, as on a command line.</param>
    /// <param name="adapt">What is otherwise than in a service that listens; null for one.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adapt = null)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.Services
            .AddStorage(builder.Configuration)
            .AddAccess(builder.Configuration)
            .AddHttp(builder.Configuration)
            .AddOpenApiDocuments()
            .AddSingleton<NounCatalog>()
            .AddSingleton<SnapshotReads>()
            .AddCitations()
            .AddQuestions()
            .AddActors()
            .AddSources()
            .AddPositions()
            .AddArguments()
            .AddChanges()
            .AddStances()
            .AddAnalysis()
            .AddSearch()
            .AddKeys()
            .AddImports(builder.Configuration)
            .AddJobs()
            .AddExport()
            .AddBackups(builder.Configuration)
            .AddOptions<SeedOptions>().Bind(builder.Configuration.GetSection(SeedOptions.Section));
        builder.AddTelemetry();
        builder.WebHost.UseHttpLimits();
        adapt?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>Migrates, seeds, begins to listen and says where.</summary>
    public static Task StartAsync(WebApplication app) => StartAsync(app, UseGuards);

    /// <summary>Starts behind other guards than the service's own, to measure what those cost.</summary>
    internal static async Task StartAsync(WebApplication app, Action<WebApplication> useGuards)
    {
        var store = Task.Run(() => PrepareStoreAsync(app.Services));
        try
        {
            Map(app, useGuards);
            // Builds the routes now, beside the store, instead of after it.
            _ = ((IEndpointRouteBuilder)app).DataSources.Sum(source => source.Endpoints.Count);
        }
        catch
        {
            // Whoever hears that it did not start finds nothing at work on the store any more.
            await ((Task)store).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        var seeds = await store;
        await app.StartAsync();
        await AnnounceAsync(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses, seeds);
    }

    /// <summary>The routes, behind the guards.</summary>
    internal static void Map(WebApplication app, Action<WebApplication> useGuards)
    {
        useGuards(app);
        app.MapQuestions()
            .MapActors()
            .MapSources()
            .MapPositions()
            .MapArguments()
            .MapChanges()
            .MapStances()
            .MapAnalysis()
            .MapSearch()
            .MapKeys()
            .MapImports()
            .MapJobs()
            .MapExport()
            .MapBackups()
            .MapHealth()
            .MapTelemetry()
            .MapOpenApiDocuments();
    }

    /// <summary>What a request passes before its route.</summary>
    internal static void UseGuards(WebApplication app) => app.UseHttp().UseCallers().UseCors().UseRateRefusals().UseDocumentation().UseAccess();

    /// <summary>Migrates and fills the store. Returns how many records of demonstration data it loaded.</summary>
    private static async Task<int> PrepareStoreAsync(IServiceProvider services)
    {
        await services.PrepareStorageAsync();
        await services.GetRequiredService<Writer>().StartAsync(CancellationToken.None);
        return await StorageFeature.AdviseOnUseAsync(services.GetRequiredService<Engine>(), async () =>
        {
            // Told as soon as it is kept: a start that fails after this must not take it along.
            if (await services.BootstrapKeyAsync() is { } key) await Console.Out.WriteLineAsync($"Administrator's key, shown only this once: {key}");
            return Seeds.AreWanted(services) ? await Seeds.LoadAsync(services) : 0;
        });
    }

    private static async Task AnnounceAsync(ICollection<string> addresses, int seeds)
    {
        var address = addresses.FirstOrDefault() ?? "http://localhost";
        if (seeds > 0) await Console.Out.WriteLineAsync($"Loaded the demonstration data: {seeds} records.");
        await Console.Out.WriteLineAsync($"StanceApi listens on {string.Join(", ", addresses)}");
        await Console.Out.WriteLineAsync($"Documentation: {address}/docs");
    }
}
