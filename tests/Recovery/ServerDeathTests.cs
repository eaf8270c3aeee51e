using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Recovery;

/// <summary>The database's server dies under a service that writes. Always on PostgreSQL, on a server of its own, skipped where there is none.</summary>
public sealed class ServerDeathTests : IAsyncLifetime
{
    private readonly Ledger ledger = new();
    private PostgreSqlCluster? cluster;

    public async ValueTask InitializeAsync()
    {
        if (!PostgreSqlCluster.MaySkip) cluster = await PostgreSqlCluster.StartOwnAsync();
    }

    public ValueTask DisposeAsync() => cluster?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task The_service_says_503_meanwhile_goes_on_by_itself_and_has_everything_that_it_acknowledged()
    {
        Assert.SkipWhen(cluster is null, PostgreSqlCluster.Missing ?? "");
        // It goes with its server.
        var database = await PostgreSqlDatabase.CreateAsync(cluster);
        using var service = await ServiceProcess.StartAsync(database);
        await service.Client.ReplaceAsync("questions", Clerk.Shared, new JsonObject { ["text"] = "Is it there?" });
        await ledger.ReadOnAsync(service.Client);
        Clerk[] clerks = [.. Enumerable.Range(0, 6).Select(clerk => new Clerk($"server{clerk}", clerk))];

        // A process of the server that dies takes the others along, as the memory that they share may be broken.
        foreach (var dies in new[] { cluster.CrashAsync, () => KillProcessAsync(database), cluster.CrashAsync, () => KillProcessAsync(database) })
        {
            var some = new Countdown(60);
            var working = Task.WhenAll(clerks.Select(clerk => clerk.WorkAsync(service.Client, ledger, some)));
            await some.ReachedAsync(working);
            await dies();
            var shifts = await working;
            Assert.All(shifts, shift => Assert.Equal(("store_unavailable", true), (shift.Refusal?.Code, shift.Refusal?.Headers.RetryAfter is not null)));
            await ComeBackAsync(service.Client);
            await new Recovered(service.Client, ledger).CheckAsync(shifts);
        }

        await new InStep(service.Client, ledger).CheckAllAsync(database);
    }

    /// <summary>Waits until a write would be kept and a list can be read.</summary>
    private static async Task ComeBackAsync(HttpClient client)
    {
        foreach (var path in new[] { "/v1/questions?validate_only=true", "/v1/questions" })
        {
            var body = path.EndsWith("true", StringComparison.Ordinal) ? """{"text": "Is it back?"}""" : null;
            for (var inRow = 0; inRow < 10;)
            {
                var answer = await client.SendAsync(body is null ? HttpMethod.Get : HttpMethod.Post, path, body);
                Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{path}: {answer.Status}");
                inRow = answer.Status == HttpStatusCode.OK ? inRow + 1 : 0;
                if (inRow == 0) await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Kills (SIGKILL) the server's process that writes for the service.</summary>
    private static async Task KillProcessAsync(PostgreSqlDatabase database)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT pid FROM pg_stat_activity WHERE application_name = 'StanceApi' ORDER BY xact_start DESC NULLS LAST LIMIT 1", connection);
        var process = (int)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        System.Diagnostics.Process.GetProcessById(process).Kill();
    }
}
