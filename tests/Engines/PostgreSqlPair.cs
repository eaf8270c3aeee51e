using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using Npgsql;

namespace StanceApi.Tests.Engines;

/// <summary>
/// Two PostgreSQL servers of a test's own on the loopback: a primary and a standby that streams from it. They live as long as the process that
/// started them, however that ends.
/// </summary>
internal sealed class PostgreSqlPair : PostgreSqlDatabase
{
    /// <summary>Says the primary's process id when both run, and ends them when the standard input is closed.</summary>
    private const string Script = """
        set -eu
        programs=$(dirname "$(readlink -f "$1/initdb")") primary_port=$2 standby_port=$3
        umask 077
        folder=$(mktemp -d "$4/stance-pair-XXXXXX")
        trap 'rm -rf "$folder"' EXIT
        trap '' INT
        cd "$folder"
        exec 3<&0
        read -r password
        printf '%s\n' "$password" > password
        "$programs/initdb" --pgdata primary --username stance --pwfile password --auth scram-sha-256 --encoding UTF8 --locale C --no-sync > log 2>&1 || { cat log >&2; exit 1; }
        serve() {
          exec "$programs/postgres" -D "$1" -p "$2" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$folder" -c fsync=off -c full_page_writes=off \
            -c max_wal_senders=4 -c wal_level=replica -c hot_standby_feedback=on -c wal_receiver_status_interval=1s >> log 2>&1
        }
        serve primary "$primary_port" &
        primary=$!
        until "$programs/pg_isready" -q -h 127.0.0.1 -p "$primary_port"; do kill -0 $primary || { cat log >&2; exit 1; }; sleep 0.1; done
        PGPASSWORD=$password "$programs/pg_basebackup" -d "host=127.0.0.1 port=$primary_port user=stance application_name=standby" -D standby -R -X stream \
          --checkpoint=fast --no-sync >> log 2>&1 || { cat log >&2; kill -QUIT $primary; exit 1; }
        serve standby "$standby_port" &
        standby=$!
        until "$programs/pg_isready" -q -h 127.0.0.1 -p "$standby_port"; do kill -0 $standby || { cat log >&2; exit 1; }; sleep 0.1; done
        echo "$primary"
        { read -r _ <&3 || true; kill -QUIT $primary $standby || true; } &
        wait $primary || true
        wait $standby || true
        """;

    private readonly int primary;

    private PostgreSqlPair(Process servers, int primary, string atPrimary, string atStandby)
        : base(Of(atPrimary, Host(atStandby, atPrimary)), () => EndAsync(servers))
    {
        this.primary = primary;
        (Primary, Standby) = (atPrimary, atStandby);
    }

    /// <summary>The primary alone.</summary>
    public string Primary { get; }

    /// <summary>The standby alone, which is the primary once it is promoted.</summary>
    public string Standby { get; }

    /// <summary>Starts both; the test is skipped where the tests do not run on a server.</summary>
    public static async Task<PostgreSqlPair> StartAsync()
    {
        Assert.SkipUnless(IsServer, "A file has no standby.");
        var (primaryPort, standbyPort) = (PostgreSqlCluster.FreePort(), PostgreSqlCluster.FreePort());
        var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var servers = Start(primaryPort, standbyPort);
        var log = servers.StandardError.ReadToEndAsync();
        await servers.StandardInput.WriteLineAsync(password);
        await servers.StandardInput.FlushAsync();
        var primary = await servers.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The servers did not start: {await log}");
        var atPrimary = new NpgsqlConnectionStringBuilder { Host = $"127.0.0.1:{primaryPort}", Database = "stance", Username = "stance", Password = password }.ConnectionString;
        await RunAsync(atPrimary, "CREATE DATABASE stance ENCODING 'UTF8' TEMPLATE template0", "postgres");
        return new PostgreSqlPair(servers, int.Parse(primary, CultureInfo.InvariantCulture), atPrimary, Of(atPrimary, $"127.0.0.1:{standbyPort}"));
    }

    /// <summary>From now on the primary answers a commit only when the standby has it too.</summary>
    public async Task SynchroniseAsync()
    {
        await WaitForAsync("*");
        while (await AskAsync<long>(Primary, "SELECT COUNT(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 0) await Task.Delay(20);
    }

    /// <summary>From now on the primary answers a commit only when a standby of this name has it too; none is named by an empty one.</summary>
    public async Task WaitForAsync(string standby)
    {
        await RunAsync(Primary, $"ALTER SYSTEM SET synchronous_standby_names = '{standby}'");
        await RunAsync(Primary, "SELECT pg_reload_conf()");
        while (await AskAsync<string>(Primary, "SHOW synchronous_standby_names") != standby) await Task.Delay(20);
    }

    /// <summary>From now on the primary answers no commit. Its checkpointer tells the others of it, in its own time: only a commit that waits shows that it has.</summary>
    public async Task HoldCommitsAsync()
    {
        await WaitForAsync("nobody");
        for (var isHeld = false; !isHeld;)
        {
            var probe = RunAsync(Primary, "SELECT pg_logical_emit_message(TRUE, 'probe', '')");
            while (!probe.IsCompleted && !isHeld)
                isHeld = await AskAsync<long>(Primary, "SELECT COUNT(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'") > 0;
            await probe;
        }
    }

    /// <summary>Ends the connection of a commit that waits for a standby, as soon as there is one.</summary>
    public async Task EndCommitAsync()
    {
        while (await AskAsync<long>(Primary, "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'") == 0) await Task.Delay(20);
    }

    /// <summary>What is committed from now on the standby keeps and does not show.</summary>
    public async Task HoldAsync()
    {
        await RunAsync(Standby, "SELECT pg_wal_replay_pause()");
        while (await AskAsync<string>(Standby, "SELECT pg_get_wal_replay_pause_state()") != "paused") await Task.Delay(20);
    }

    /// <summary>The standby shows all that was committed before.</summary>
    public async Task CatchUpAsync()
    {
        await RunAsync(Standby, "SELECT pg_wal_replay_resume()");
        var end = await AskAsync<string>(Primary, "SELECT pg_current_wal_lsn()::text");
        while (!await AskAsync<bool>(Standby, $"SELECT pg_last_wal_replay_lsn() >= '{end}'")) await Task.Delay(20);
    }

    /// <summary>Runs a statement on the primary, on behalf of a version of the service that has not been written yet.</summary>
    public Task ExecuteAsync(string sql) => RunAsync(Primary, sql);

    /// <summary>Ends the primary and all its processes as a power cut would.</summary>
    public void KillPrimary()
    {
        using var server = Process.GetProcessById(primary);
        server.Kill(entireProcessTree: true);
    }

    /// <summary>Makes the standby the primary.</summary>
    public Task PromoteAsync() => RunAsync(Standby, "SELECT pg_promote()");

    private static Process Start(int primaryPort, int standbyPort)
    {
        var programs = PostgreSqlCluster.Programs ?? throw new InvalidOperationException(PostgreSqlCluster.Missing);
        return Process.Start(new ProcessStartInfo("env", [.. PostgreSqlCluster.AsNobody(), "sh", "-c", Script, "sh", programs, Text(primaryPort), Text(standbyPort), Path.GetTempPath()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
    }

    private static async Task EndAsync(Process servers)
    {
        servers.StandardInput.Close();
        await servers.WaitForExitAsync();
        servers.Dispose();
    }

    /// <summary>Both hosts, the standby first, so that nothing depends on the order.</summary>
    private static string Host(string standby, string primary) => $"{new NpgsqlConnectionStringBuilder(standby).Host},{new NpgsqlConnectionStringBuilder(primary).Host}";

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static async Task RunAsync(string server, string sql, string database = "stance")
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Database = database, Pooling = false }.ConnectionString);
        await connection.ExecuteAsync(sql);
    }

    private static async Task<T> AskAsync<T>(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    private static string Of(string server, string host) => new NpgsqlConnectionStringBuilder(server) { Host = host }.ConnectionString;
}
