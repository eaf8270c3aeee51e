using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace StanceApi.Tests.Engines;

/// <summary>
/// A PostgreSQL server of the test run's own: on a free port of the loopback, in a temporary folder, as an unprivileged user, with an ICU
/// locale, so that bugs of collation show. It lives as long as the process that started it, however that ends.
/// </summary>
internal sealed class PostgreSqlCluster
{
    private const string User = "stance";

    /// <summary>
    /// Makes the cluster, runs the server until the standard input is closed (which any death of this process does), and leaves nothing.
    /// What is lost at a power cut does not matter here, so that nothing waits for the disk.
    /// </summary>
    private const string Script = """
        set -eu
        programs=$1 port=$2
        umask 077
        folder=$(mktemp -d "$3/stance-postgresql-XXXXXX")
        trap 'rm -rf "$folder"' EXIT
        trap '' INT
        cd "$folder"
        exec 3<&0
        read -r password
        printf '%s\n' "$password" > password
        "$programs/initdb" --pgdata data --username stance --pwfile password --auth scram-sha-256 --encoding UTF8 --locale C \
          --locale-provider icu --icu-locale en-US-x-icu --no-sync > log 2>&1 || { cat log >&2; exit 1; }
        "$programs/postgres" -D data -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$folder" -c max_connections=400 \
          -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_wal_senders=0 -c wal_level=minimal > log 2>&1 &
        server=$!
        { read -r _ <&3 || true; kill -QUIT $server || true; } &
        wait $server || true
        cat log >&2
        """;

    private static readonly Lazy<Task<PostgreSqlCluster>> Started = new(StartAsync);

    private readonly int port = FreePort();
    private readonly string password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    /// <summary>A field, so that it is not collected: with it would go the pipe that the server lives by.</summary>
    private readonly Process server;

    private PostgreSqlCluster(string programs) => server = Process.Start(new ProcessStartInfo("env", [.. AsNobody(), "sh", "-c", Script, "sh", programs, port.ToString(CultureInfo.InvariantCulture), Path.GetTempPath()])
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
    private static string? Programs { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")) : [])
        .FirstOrDefault(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));

    /// <summary>The one server of this test run. Where there is none to start the test is skipped, or fails where that is forbidden.</summary>
    public static Task<PostgreSqlCluster> StartedAsync()
    {
        Assert.SkipWhen(MaySkip, Missing ?? "");
        return Started.Value;
    }

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

    private static async Task<PostgreSqlCluster> StartAsync()
    {
        var cluster = new PostgreSqlCluster(Programs ?? throw new InvalidOperationException(Missing));
        var log = cluster.server.StandardError.ReadToEndAsync();
        await cluster.server.StandardInput.WriteLineAsync(cluster.password);
        await cluster.server.StandardInput.FlushAsync();
        while (!await cluster.AnswersAsync())
        {
            if (cluster.server.HasExited) throw new InvalidOperationException($"The server did not start: {await log}");
            await Task.Delay(100);
        }

        return cluster;
    }

    /// <summary>The server refuses to run as root: then it runs as nobody.</summary>
    private static string[] AsNobody() => Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] : [];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await ExecuteAsync("SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
