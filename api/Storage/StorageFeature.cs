
namespace StanceApi.Storage;

/// <summary>The feature of storage: the engine that the connection string names, its readers and its one writer.</summary>
internal static class StorageFeature
{
    public const string ConnectionName = "Stance";
    public const string DefaultConnection = "Data Source=stance.db";

    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ServiceLimits>().Bind(configuration.GetSection(ServiceLimits.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => Lock(configuration));
        services.AddSingleton<Engine>(_ => new SqliteEngine(Connection(configuration)));
        services.AddSingleton<CommitSignal>();
        services.AddSingleton<Readers>();
        services.AddSingleton<Writer>();
        // Started first and stopped last: requests in flight finish before the writer does.
        services.AddHostedService(provider => provider.GetRequiredService<Writer>());
        return services;
    }

    /// <summary>Takes the writer's lock and brings the database to this build's schema.</summary>
    public static void PrepareStorage(this IServiceProvider services)
    {
        services.GetRequiredService<StoreLock>();
        var engine = services.GetRequiredService<Engine>();
        using var connection = engine.OpenWriter();
        Migrations.Apply(engine, connection, services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Migrations)));
    }

    private static string Connection(IConfiguration configuration) => configuration.GetConnectionString(ConnectionName) ?? DefaultConnection;

    private static StoreLock Lock(IConfiguration configuration) => StoreLock.Take(SqliteEngine.File(Connection(configuration)));
}
