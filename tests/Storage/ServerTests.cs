using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using StanceApi.Commands;
using StanceApi.Storage;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Storage;

/// <summary>What only a server does: serve several processes, go away, come back, refuse. Always on PostgreSQL, skipped where there is none.</summary>
public sealed class ServerTests : IAsyncLifetime
{
    private PostgreSqlDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        if (!PostgreSqlCluster.MaySkip) database = await PostgreSqlDatabase.CreateAsync();
    }

    public ValueTask DisposeAsync() => database?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Services_that_start_together_migrate_and_seed_once()
    {
        SkipWithoutServer();

        var services = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StanceHost.OverAsync(database, "--Seeds:OnEmpty", "true"))));

        foreach (var service in services)
        {
            await using var session = await service.Services.GetRequiredService<Readers>().OpenAsync(TestContext.Current.CancellationToken);
            Assert.Equal(44, (await FeedHead.ReadAsync(session)).Seq);
            Assert.Equal(1, await session.FirstOrDefaultAsync<long>("SELECT COUNT(*) FROM api_keys"));
        }

        foreach (var service in services) await service.DisposeAsync();
    }

    [Fact]
    public async Task Services_on_one_database_write_one_feed_without_gaps()
    {
        SkipWithoutServer();
        await using var one = await StanceHost.OverAsync(database);
        await using var other = await StanceHost.OverAsync(database);
        using var here = one.Writer();
        using var there = other.Writer();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => (number % 2 == 0 ? here : there).CreateAsync("actors", Actor(number))));

        var read = (await here.ReadAsync("/v1/changes?after=0&limit=500")).Body!["items"]!.AsArray().Select(entry => (string)entry!["seq"]!);
        Assert.Equal(Enumerable.Range(1, 200).Select(number => $"{number}"), read);
    }

    [Fact]
    public async Task Who_waits_at_one_service_is_answered_when_another_one_writes()
    {
        SkipWithoutServer();
        await using var one = await StanceHost.OverAsync(database);
        await using var other = await StanceHost.OverAsync(database);
        using var here = one.Reader();
        using var there = other.Writer();

        var waiting = here.ReadAsync("/v1/changes?after=0&wait=60");
        // Until it waits: one look at the feed has found nothing.
        while (!one.Services.GetRequiredService<CommitSignal>().IsAwaited) await Task.Delay(10, TestContext.Current.CancellationToken);
        await there.CreateAsync("actors", Actor(1));

        Assert.Single((await waiting).Body!["items"]!.AsArray());
    }

    [Fact]
    public async Task A_request_with_an_idempotency_key_is_answered_alike_by_every_service()
    {
        SkipWithoutServer();
        await using var one = await StanceHost.OverAsync(database);
        await using var other = await StanceHost.OverAsync(database);
        using var here = one.Writer();
        using var there = other.Writer();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => (number % 2 == 0 ? here : there).CreateAsync("actors", Actor(1), ("Idempotency-Key", "the-same"))));

        Assert.Single(answers.Select(answer => (string?)answer.Body!["id"]).Distinct());
    }

    [Fact]
    public async Task A_service_that_stalls_while_it_writes_loses_its_turn_and_keeps_nothing()
    {
        SkipWithoutServer();
        await using var stalled = await StanceHost.OverAsync(database);
        await using var other = await StanceHost.OverAsync(database);
        var engine = stalled.Services.GetRequiredService<Engine>();
        await using var connection = await engine.OpenWriterAsync();
        await using var transaction = await engine.BeginWriteAsync(connection);
        await connection.ExecuteAsync("DELETE FROM api_keys", transaction: transaction);
        using var there = other.Writer();

        var answer = await there.CreateAsync("actors", Actor(1));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Connections_that_the_server_ends_are_replaced_and_meanwhile_told_as_503()
    {
        SkipWithoutServer();
        await using var host = await StanceHost.OverAsync(database);
        using var client = host.Writer();
        await client.CreateAsync("actors", Actor(1));
        await EndConnectionsAsync();

        var (writes, reads) = (new List<Answer>(), new List<Answer>());
        for (var attempt = 0; attempt < 5; attempt++)
        {
            reads.Add(await client.ReadAsync("/v1/actors"));
            writes.Add(await client.CreateAsync("actors", Actor(2)));
        }

        Assert.Equal(HttpStatusCode.OK, reads[^1].Status);
        Assert.Equal(HttpStatusCode.Created, writes[^1].Status);
        Assert.All(reads.Concat(writes).Where(answer => answer.Status >= HttpStatusCode.InternalServerError), answer => Assert.Equal(("store_unavailable", true), (answer.Code, answer.Headers.RetryAfter is not null)));
    }

    [Fact]
    public async Task A_read_that_nobody_waits_for_any_more_is_stopped_on_the_server()
    {
        SkipWithoutServer();
        await using var host = await StanceHost.OverAsync(database);
        using var gone = new CancellationTokenSource();

        var reading = Assert.ThrowsAsync<StoreException>(async () =>
        {
            await using var session = await host.Services.GetRequiredService<Readers>().OpenAsync(gone.Token);
            await session.FirstOrDefaultAsync<string>("SELECT pg_sleep(3600)::text");
        });
        while (await CountAsync("state = 'active' AND query LIKE '%3600%'") == 0) await Task.Delay(10, TestContext.Current.CancellationToken);
        await gone.CancelAsync();
        await reading;

        while (await CountAsync("state = 'active' AND query LIKE '%3600%'") > 0) await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("Port", "1", "Start the server")]
    [InlineData("Username", "nobody-there", "Username and Password")]
    [InlineData("Password", "wrong-secret", "Username and Password")]
    [InlineData("Database", "nothing-there", "CREATE DATABASE")]
    public async Task A_server_that_cannot_be_used_is_refused_with_a_word_on_what_to_do(string name, string value, string advice)
    {
        SkipWithoutServer();
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { [name] = value };

        await RefusesAsync(settings.ConnectionString, advice);
    }

    [Fact]
    public async Task A_role_without_the_right_to_make_tables_is_refused()
    {
        SkipWithoutServer();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        var role = $"guest_{connection.Database}";
        await connection.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'a-secret'");

        await RefusesAsync(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = "a-secret" }.ConnectionString, "grant it CREATE");

        await connection.ExecuteAsync($"DROP ROLE {role}");
    }

    [Fact]
    public async Task A_database_of_another_encoding_is_refused()
    {
        SkipWithoutServer();
        await using var latin = await PostgreSqlDatabase.CreateAsync("ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0");

        await RefusesAsync(latin.ConnectionString, "ENCODING 'UTF8'");
    }

    private static void SkipWithoutServer() => Assert.SkipWhen(PostgreSqlCluster.MaySkip, PostgreSqlCluster.Missing ?? "");

    private static JsonObject Actor(int number) => new() { ["name"] = $"Actor {number}", ["kind"] = "person" };

    private static async Task RefusesAsync(string connectionString, string advice)
    {
        var failure = await Record.ExceptionAsync(() => StanceHost.RunAsync("--ConnectionStrings:Stance", connectionString));

        var refused = StartFailure.Of(failure!)!;
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains(advice, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(new NpgsqlConnectionStringBuilder(connectionString).Password!, failure!.ToString(), StringComparison.Ordinal);
    }

    private async Task<long> CountAsync(string condition)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        return await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND {condition}");
    }

    private async Task EndConnectionsAsync()
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }
}
