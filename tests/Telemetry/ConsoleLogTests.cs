using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Telemetry;

/// <summary>What the real process writes: JSON with the trace that a problem names, and nothing that should stay secret.</summary>
public sealed class ConsoleLogTests
{
    private const string Said = "A text that no log should hold";

    [Fact]
    public async Task A_fault_is_logged_as_JSON_with_the_trace_of_its_answer_and_without_secrets_or_bodies()
    {
        await using var database = new SqliteDatabase();
        var (process, client) = await ServiceProcess.StartAsync("--ConnectionStrings:Stance", database.ConnectionString, "--Auth:BootstrapKey", StanceHost.AdministratorKey, "--Logging:LogLevel:Default", "Information");
        client.DefaultRequestHeaders.Authorization = new("Bearer", StanceHost.AdministratorKey);
        string secret, trace;
        await using (process)
        {
            var created = await client.CreateAsync("keys", new() { ["name"] = "A key", ["scopes"] = new JsonArray("write") });
            secret = (string)created.Body!["secret"]!;
            Break(database);

            var answer = await client.CreateAsync("questions", new() { ["text"] = Said }, ("Idempotency-Key", "a-key-of-the-client"));
            await client.SendAsync(HttpMethod.Get, "/v1/questions", headers: [("Authorization", "Bearer a-wrong-key-that-is-secret-all-the-same")]);
            trace = (string)answer.Body!["trace_id"]!;
            Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
            while (!process.Lines.Any(line => line.Contains(trace, StringComparison.Ordinal))) await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        client.Dispose();
        var logged = process.Lines.Where(line => line.StartsWith('{')).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Contains(logged, line => (string?)line["LogLevel"] == "Error" && line.ToJsonString().Contains(trace, StringComparison.Ordinal));
        Assert.Contains(logged, line => ((string?)line["Message"])!.Contains("was created by bootstrap", StringComparison.Ordinal));
        Assert.All(
            [StanceHost.AdministratorKey, secret, "a-wrong-key-that-is-secret-all-the-same", "a-key-of-the-client", Said],
            hidden => Assert.All(process.Lines, line => Assert.DoesNotContain(hidden, line, StringComparison.Ordinal)));
    }

    /// <summary>Takes a table away that every write needs.</summary>
    private static void Break(SqliteDatabase database)
    {
        using var connection = new SqliteConnection($"{database.ConnectionString};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "ALTER TABLE idempotency_keys RENAME TO gone";
        command.ExecuteNonQuery();
    }
}
