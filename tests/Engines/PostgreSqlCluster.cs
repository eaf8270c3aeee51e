using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace StanceApi.Tests.Engines;

/// <summary>
/// A PostgreSQL server of the test run's or the benchmark's own: on a free port of the loopback, in a temporary folder, as an unprivileged user, with an ICU
/// locale, so that bugs of collation show. It lives as long as the process that started it, however that ends.
/// </summary>
internal sealed class PostgreSqlCluster : IAsyncDisposable
{
    /// <summary>As whom the server runs where the tests run as root.</summary>
    public const string Nobody = "nobody";

    private const string User = "stance";

    /// <summary>
    /// Makes the cluster, runs the server until the standard input is closed (which any death of this process does), and leaves nothing.
    /// For each line that it reads it stops the server without giving it another moment (pg_ctl stop -m immediate) and starts it again.
    /// </summary>
    private const string Script = """
        set -eu
        programs=$1 port=$2
        umask 077
        folder=$(mktemp -d "$3/stance-postgresql-XXXXXX")
        shift 3
        trap 'rm -rf "$folder"' EXIT
        trap '' INT
        cd "$folder"
        exec 3<&0
        read -r password
        printf '%s\n' "$password" > password
        "$programs/initdb" --pgdata data --username stance --pwfile password --auth scram-sha-256 --encoding UTF8 --locale C \
          --locale-provider icu --icu-locale en-US-x-icu --no-sync > log 2>&1 || { cat log >&2; exit 1; }
        until [ -e end ]; do
          touch end
          "$programs/postgres" -D data -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$folder" -c max_connections=400 \
            -c max_wal_senders=0 -c wal_level=minimal "$@" >> log 2>&1 &
          server=$!
          { if read -r _ <&3; then rm end; fi; kill -QUIT $server || true; } &
          wait $server || true
        done
        cat log >&2
        """;

    /// <summary>What is lost at a power cut does not matter to most tests, so that nothing waits for the disk.</summary>
    private static readonly string[] Hasty = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"];

    private static readonly Lazy<Task<PostgreSqlCluster>> Started = new(() => StartAsync(Hasty));

    private readonly int port = FreePort();
    private readonly string password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    /// <summary>A field, so that it is not collected: with it would go the pipe that the server lives by.</summary>
    private readonly Process server;

    private PostgreSqlCluster(string programs, string[] settings) => server = Process.Start(new ProcessStartInfo(
        "env", [.. AsNobody(), "sh", "-c", Script, "sh", programs, port.ToString(CultureInfo.InvariantCulture), Path.GetTempPath(), .. settings])
    {
        RedirectStandardInput = true,
        RedirectStandardError = true,
        WorkingDirectory = Path.GetTempPath(),
    })!;

    /// <summary>Why there is no server to start; null where there is one.</summary>
    public static string? Missing => Programs is null ? "PostgreSQL is not installed: no initdb on PATH or in /usr/lib/postgresql/*/bin." : null;

    /// <summary>Whether there is no server to start, and STANCE_REQUIRE_POSTGRESQL does not forbid to skip what needs one.</summary>
    public static bool MaySkip => Missing is not null && Environment.GetEnvironmentVariable("STANCE_REQUIRE_POSTGRESQL") != "1";

    /// <summary>The folder of the server's programs, the newest version first; null where it is not installed.</summary>
    public static string? Programs { get; } = Find("initdb", "postgres");

    /// <summary>The folder that has all of these programs; null where there is none.</summary>
    public static string? Find(params string[] programs) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")) : [])
        .FirstOrDefault(folder => folder.Length > 0 && programs.All(program => File.Exists(Path.Combine(folder, program))));

    /// <summary>The one server of this process.</summary>
    /// <exception cref="InvalidOperationException">There is none to start, or it did not start.</exception>
    public static Task<PostgreSqlCluster> StartedAsync() => Started.Value;

    /// <summary>A server of a test's own, which keeps what it has committed.</summary>
    public static Task<PostgreSqlCluster> StartOwnAsync() => StartAsync([]);

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Database = database,
        Username = User,
        Password = password,
    }.ConnectionString;

    /// <summary>Runs a statement outside the tests' databases.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Stops the server without giving it another moment and waits until it has come back.</summary>
    public async Task CrashAsync()
    {
        var before = await StartedAtAsync();
        await server.StandardInput.WriteLineAsync();
        await server.StandardInput.FlushAsync();
        while (await StartedAtAsync() is var now && (now is null || now == before)) await Task.Delay(20);
    }

    /// <summary>Ends the server and waits until nothing of it is left.</summary>
    public async ValueTask DisposeAsync()
    {
        server.StandardInput.Close();
        await server.WaitForExitAsync();
        server.Dispose();
    }

    private static async Task<PostgreSqlCluster> StartAsync(string[] settings)
    {
        var cluster = new PostgreSqlCluster(Programs ?? throw new InvalidOperationException(Missing), settings);
        var log = cluster.server.StandardError.ReadToEndAsync();
        await cluster.server.StandardInput.WriteLineAsync(cluster.password);
        await cluster.server.StandardInput.FlushAsync();
        while (await cluster.StartedAtAsync() is null)
        {
            if (cluster.server.HasExited) throw new InvalidOperationException($"The server did not start: {await log}");
            await Task.Delay(100);
        }

        return cluster;
    }

    /// <summary>The server refuses to run as root: then it runs as nobody.</summary>
    public static string[] AsNobody() => Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Nobody}", "--regid=nogroup", "--clear-groups"] : [];

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>When the server began to answer, or came back after a crash of one of its processes; null while it does not answer.</summary>
    private async Task<DateTime?> StartedAtAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString("postgres")) { Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT pg_postmaster_start_time()", connection);
            return (DateTime)(await command.ExecuteScalarAsync())!;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
