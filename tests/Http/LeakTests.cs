using System.Text.Json.Nodes;
using Dapper;
using StanceApi.Storage;

namespace StanceApi.Tests.Http;

/// <summary>Whatever goes wrong inside, an answer tells nothing of the inside.</summary>
public sealed class LeakTests
{
    private static readonly string[] Inside =
    [
        "SELECT", "INSERT", "UPDATE ", "no such table", "does not exist", "SQLite", "Npgsql", "Dapper", "Exception", "   at ", ".cs:line", "/tmp/", "stance.db", "StanceApi.Storage", "questions_history", "Password",
    ];

    [Fact]
    public async Task A_fault_of_the_service_tells_no_statement_no_path_and_no_trace()
    {
        await using var host = await StanceHost.StartAsync(seeds: true, "--Logging:LogLevel:Default", "None");
        using var client = host.Writer();
        await using (var connection = await host.Services.GetRequiredService<Engine>().OpenWriterAsync())
        {
            foreach (var table in new[] { "questions_history", "actors_history", "idempotency_keys", "source_texts", "position_conditions" })
                await connection.ExecuteAsync($"ALTER TABLE {table} RENAME TO {table}_gone");
        }

        var answers = new List<Answer>
        {
            await client.ReadAsync("/v1/questions/contribute-troops/history"),
            await client.ReadAsync("/v1/questions?known_at=1"),
            await client.ReadAsync("/v1/actors/khawaja-asif?known_at=3"),
            await client.ReadAsync("/v1/positions?condition_status=open"),
            await client.ReadAsync("/v1/changes?after=0"),
            await client.ChangeAsync("questions", "contribute-troops", new() { ["title"] = "Another" }),
            await client.CreateAsync("actors", new() { ["name"] = "A", ["kind"] = "person" }, ("Idempotency-Key", "a")),
            await client.SendAsync(HttpMethod.Put, "/v1/sources/news-report-2025-10-28/text", "A text.", "text/plain"),
        };

        Assert.Contains(answers, answer => answer.Code == "internal_error");
        Assert.All(answers.Where(answer => (int)answer.Status >= 500), answer => Assert.Equal("internal_error", answer.Code));
        Assert.All(answers, TellsNothing);
    }

    private static void TellsNothing(Answer answer)
    {
        var text = (answer.Body ?? new JsonObject()).ToJsonString() + answer.Headers + answer.ContentHeaders;
        Assert.All(Inside, word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
    }
}
