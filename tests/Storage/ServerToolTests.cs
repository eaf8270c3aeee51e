using System.Diagnostics;
using Dapper;
using Npgsql;
using StanceApi.Tests.Commands;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Storage;

/// <summary>What PostgreSQL's own tools do with a store, without the search path of the service's connections.</summary>
public sealed class ServerToolTests : OnServer
{
    [Fact]
    public async Task What_pg_dump_wrote_is_restored_and_whole()
    {
        SkipWithoutServer();
        await (await StanceHost.OverAsync(Database, "--Seeds:OnEmpty", "true")).DisposeAsync();
        await using var restored = await PostgreSqlDatabase.CreateAsync();
        var dump = Path.GetTempFileName();

        await RunAsync(Database, "pg_dump", "--format=custom", $"--file={dump}");
        await RunAsync(restored, "pg_restore", "--exit-on-error", dump);
        File.Delete(dump);

        var run = await CommandRun.OverAsync(restored, "verify");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        await using var host = await StanceHost.OverAsync(restored);
        using var client = host.Writer();
        Assert.Equal("khawaja-asif", (string?)(await client.ReadAsync("/v1/search?q=khawaja&type=actor")).Body!["items"]![0]!["id"]);
        Assert.Equal(System.Net.HttpStatusCode.Created, (await client.CreateAsync("actors", Actor(1))).Status);
    }

    [Fact]
    public async Task The_server_gathers_its_statistics_by_itself()
    {
        SkipWithoutServer();
        await (await StanceHost.OverAsync(Database, "--Seeds:OnEmpty", "true")).DisposeAsync();
        await using var connection = new NpgsqlConnection($"{Database.ConnectionString};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);

        // As its autovacuum does.
        await connection.ExecuteAsync("SET search_path = ''; ANALYZE");

        Assert.True(await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM pg_stats WHERE schemaname = 'public' AND tablename = 'search_pairs_index'") > 0);
    }

    private static async Task RunAsync(PostgreSqlDatabase database, string program, params string[] words)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        string[] place = [$"--host={settings.Host}", $"--port={settings.Port}", $"--username={settings.Username}", $"--dbname={settings.Database}"];
        var start = new ProcessStartInfo(Path.Combine(PostgreSqlCluster.Find(program)!, program), [.. place, .. words]) { RedirectStandardError = true };
        start.Environment["PGPASSWORD"] = settings.Password;
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, errors);
    }
}
