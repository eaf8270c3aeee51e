using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using StanceApi.Tests.Engines;

namespace StanceApi.Bench;

/// <summary>An empty database for a service under measurement: a SQLite file in a folder of its own, or a database of a PostgreSQL server that ends with this process.</summary>
internal sealed class Database : IAsyncDisposable
{
    /// <summary>The engines, as the command line names them.</summary>
    public static readonly string[] Engines = ["sqlite", "postgresql"];

    private static int count;

    private readonly string folder = Directory.CreateTempSubdirectory("stance-bench-").FullName;
    private readonly PostgreSqlCluster? server;
    private readonly string name = string.Create(CultureInfo.InvariantCulture, $"stance_{Interlocked.Increment(ref count)}");

    private Database(PostgreSqlCluster? server) => this.server = server;

    public bool IsFile => server is null;

    /// <summary>The file, where there is one.</summary>
    public string File => Path.Combine(folder, "stance.db");

    public string ConnectionString => server?.ConnectionString(name) ?? $"Data Source={File}";

    /// <summary>The settings of a service on it.</summary>
    public string[] Settings => ["--ConnectionStrings:Stance", ConnectionString, "--Seeds:OnEmpty", "false"];

    /// <summary>Makes a database of an engine that is named on the command line.</summary>
    public static async Task<Database> CreateAsync(string engine)
    {
        if (engine == Engines[0]) return new Database(null);
        var database = new Database(await PostgreSqlCluster.StartedAsync());
        await database.server!.ExecuteAsync($"CREATE DATABASE {database.name}");
        return database;
    }

    /// <summary>Starts a service on it.</summary>
    public Task<Service> StartAsync(params string[] settings) => Service.StartAsync(Service.Built("api", "StanceApi.dll"), "/health/ready", [.. Settings, .. settings]);

    public async Task<DbConnection> OpenAsync()
    {
        DbConnection connection = IsFile ? new SqliteConnection($"{ConnectionString};Pooling=False") : new NpgsqlConnection($"{ConnectionString};Pooling=False;Command Timeout=0");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs statements in one transaction.</summary>
    public async Task ExecuteAsync(params IEnumerable<string> statements)
    {
        await using var connection = await OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var statement in statements)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }

    /// <summary>Lets the engine look at what it holds, as it does by itself when it has time.</summary>
    public async Task SettleAsync()
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = IsFile ? "PRAGMA wal_checkpoint(TRUNCATE)" : "VACUUM ANALYZE";
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");
        Directory.Delete(folder, recursive: true);
    }
}
