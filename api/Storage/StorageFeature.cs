using System.Data.Common;
using System.Runtime.ExceptionServices;
using EvolveDb;
using Microsoft.Extensions.Options;

namespace StanceApi.Storage;

/// <summary>The feature of storage: the engine that the connection string names, its readers and its one writer.</summary>
internal static class StorageFeature
{
    public const string ConnectionName = "Stance";
    public const string DefaultConnection = "Data Source=stance.db";

    private const string Form = "ConnectionStrings:Stance is Data Source=FILE for SQLite, or Host=...;Database=...;Username=...;Password=... for PostgreSQL, a value with a semicolon in double quotes. This one cannot be read.";

    private const string NotEncrypted = "A SQLite file is not encrypted: leave Password out of ConnectionStrings:Stance, or name the Host of a PostgreSQL server.";

    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ServiceLimits>().Bind(configuration.GetSection(ServiceLimits.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SqliteOptions>().Bind(configuration.GetSection(SqliteOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => EngineOf(
            configuration.GetConnectionString(ConnectionName) ?? DefaultConnection,
            provider.GetRequiredService<IOptions<ServiceLimits>>().Value,
            provider.GetRequiredService<IOptions<SqliteOptions>>().Value));
        services.AddSingleton<CommitSignal>();
        services.AddSingleton<Readers>();
        services.AddSingleton<ExportReaders>();
        services.AddSingleton<Writer>();
        // Started first and stopped last: requests in flight finish before the writer does.
        services.AddHostedService(provider => provider.GetRequiredService<Writer>());
        services.AddHostedService<CommitWatch>();
        return services;
    }

    /// <summary>Brings the database to this build's schema.</summary>
    /// <exception cref="UnfitStoreException">The database cannot be used; the message says what to do.</exception>
    public static Task PrepareStorageAsync(this IServiceProvider services)
    {
        var engine = services.GetRequiredService<Engine>();
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Migrations));
        return AdviseAsync(engine, async () =>
        {
            await using var connection = await engine.OpenMigratorAsync(words => log.LogWarning("{Waiting}", words));
            UnfinishedCopy.Refuse(engine, connection);
            Migrations.Apply(engine, connection, log);
            await engine.RefuseWithoutRightsAsync(connection, toWrite: true);
            return true;
        });
    }

    /// <summary>Does what needs the database, and says what to do where it cannot be used.</summary>
    /// <exception cref="UnfitStoreException">The database cannot be used; the message says what to do.</exception>
    internal static async Task<T> AdviseAsync<T>(Engine engine, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (DbException failure)
        {
            throw new UnfitStoreException($"The database cannot be used: {Words(failure)} {engine.Advice(failure)}", failure);
        }
        catch (EvolveException failure) when (CauseOf(failure) is DbException database)
        {
            throw new UnfitStoreException($"The database cannot be migrated: {Sentence(database.Message)} {engine.Advice(database)}", failure);
        }
        // What it says when it cannot even take back what it had begun.
        catch (EvolveException failure) when (IsOutOfTurn(failure))
        {
            throw new UnfitStoreException("The connection to the database was lost while it was migrated. Start again: what is done of it stays, and what was not finished never was.", failure);
        }
    }

    /// <summary>The same for what is asked of the writer and the readers, who do not tell anybody what the database says.</summary>
    /// <exception cref="UnfitStoreException">The database cannot be used; the message says what to do.</exception>
    internal static Task<T> AdviseOnUseAsync<T>(Engine engine, Func<Task<T>> work) => AdviseAsync(engine, async () =>
    {
        try
        {
            return await work();
        }
        catch (StoreException failure) when (CauseOf(failure) is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    });

    private static Exception? CauseOf(Exception failure) => failure.InnerException switch
    {
        null => null,
        UnfitStoreException or DbException => failure.InnerException,
        _ => CauseOf(failure.InnerException),
    };

    private static bool IsOutOfTurn(Exception? failure) => failure is not null && (failure is InvalidOperationException || IsOutOfTurn(failure.InnerException));

    /// <summary>Makes sure that the database has this build's schema, and leaves it as it is.</summary>
    /// <exception cref="UnfitStoreException">It cannot be used, or has another schema; the message says what to do.</exception>
    public static Task CheckStorageAsync(this IServiceProvider services)
    {
        var engine = services.GetRequiredService<Engine>();
        return AdviseAsync(engine, async () =>
        {
            RefuseAbsent(engine);
            await using var connection = await engine.OpenReaderAsync(CancellationToken.None);
            UnfinishedCopy.Refuse(engine, connection);
            await engine.RefuseWithoutRightsAsync(connection, toWrite: false);
            Migrations.Check(engine, connection);
            return true;
        });
    }

    /// <summary>Refuses a file that is not there: whoever reads it alone does not make it.</summary>
    internal static void RefuseAbsent(Engine engine)
    {
        if (engine.DatabasePath is not { } path) return;
        RefuseFolder(path);
        SqliteFiles.RefuseLogAlone(path);
        if (!File.Exists(path)) throw new UnfitStoreException($"There is no file {path}. Name the right one in ConnectionStrings__Stance.");
    }

    /// <summary>A folder would be taken for a file of many names, or for one that cannot be opened.</summary>
    internal static void RefuseFolder(string path)
    {
        if (Directory.Exists(path)) throw new UnfitStoreException($"{path} is a folder. Name a file in it in ConnectionStrings__Stance: Data Source={Path.Combine(path, "stance.db")}");
    }

    /// <summary>What each of several servers answered.</summary>
    private static string Words(DbException failure) => failure.InnerException is AggregateException each
        ? string.Join(" ", each.InnerExceptions.Select(one => Sentence(one.Message)).Distinct())
        : Sentence(failure.Message);

    /// <summary>The driver's words without the place in a statement that nobody here has written.</summary>
    private static string Sentence(string message) => $"{message.Split('\n')[0].TrimEnd(' ', '.', '\r')}.";

    /// <summary>The engine that a connection string names.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    internal static Engine EngineOf(string connectionString, ServiceLimits limits, SqliteOptions? sqlite = null)
    {
        var settings = Read(() => new DbConnectionStringBuilder { ConnectionString = connectionString });
        if (settings.ContainsKey("Host") || settings.ContainsKey("Server")) return Read(() => new PostgreSqlEngine(settings, limits));
        if (settings.ContainsKey("Password")) throw new ArgumentException(NotEncrypted);
        return Read(() => new SqliteEngine(connectionString, sqlite));
    }

    /// <summary>What cannot be read is not quoted, nor the driver's words for it: a password may be in either.</summary>
    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new ArgumentException(Form);
        }
    }
}
