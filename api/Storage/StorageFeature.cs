using System.Data.Common;
using EvolveDb;
using Microsoft.Extensions.Options;

namespace StanceApi.Storage;

/// <summary>The feature of storage: the engine that the connection string names, its readers and its one writer.</summary>
internal static class StorageFeature
{
    public const string ConnectionName = "Stance";
    public const string DefaultConnection = "Data Source=stance.db";

    private const string Form = "ConnectionStrings:Stance is Data Source=FILE for SQLite, or Host=...;Database=...;Username=...;Password=... for PostgreSQL, a value with a semicolon in double quotes. This one cannot be read.";

    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ServiceLimits>().Bind(configuration.GetSection(ServiceLimits.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => EngineOf(configuration.GetConnectionString(ConnectionName) ?? DefaultConnection, provider.GetRequiredService<IOptions<ServiceLimits>>().Value));
        services.AddSingleton<CommitSignal>();
        services.AddSingleton<Readers>();
        services.AddSingleton<Writer>();
        // Started first and stopped last: requests in flight finish before the writer does.
        services.AddHostedService(provider => provider.GetRequiredService<Writer>());
        services.AddHostedService<CommitWatch>();
        return services;
    }

    /// <summary>Brings the database to this build's schema.</summary>
    /// <exception cref="UnfitStoreException">The database cannot be used; the message says what to do.</exception>
    public static async Task PrepareStorageAsync(this IServiceProvider services)
    {
        var engine = services.GetRequiredService<Engine>();
        try
        {
            await using var connection = await engine.OpenMigratorAsync();
            Migrations.Apply(engine, connection, services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Migrations)));
        }
        catch (DbException failure)
        {
            throw new UnfitStoreException($"The database cannot be used: {failure.Message} {engine.Advice(failure)}", failure);
        }
        catch (EvolveException failure) when (failure.InnerException is DbException database && engine.Classify(database) == StoreFault.Other)
        {
            throw new UnfitStoreException($"The database cannot be migrated: {database.Message} {engine.Advice(database)}", failure);
        }
    }

    /// <summary>What cannot be read is not quoted, nor the driver's words for it: a password may be in either.</summary>
    private static Engine EngineOf(string connectionString, ServiceLimits limits)
    {
        try
        {
            var settings = new DbConnectionStringBuilder { ConnectionString = connectionString };
            return settings.ContainsKey("Host") || settings.ContainsKey("Server") ? new PostgreSqlEngine(settings, limits) : new SqliteEngine(connectionString);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new ArgumentException(Form);
        }
    }
}
