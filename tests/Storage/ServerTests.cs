using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using StanceApi.Commands;
using StanceApi.Storage;
using StanceApi.Tests.Access;
using StanceApi.Tests.Citations;
using StanceApi.Tests.Commands;
using StanceApi.Tests.Engines;
using StanceApi.Tests.Recovery;
using StanceApi.Tests.Transfer;

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
    public async Task Tables_of_an_extension_are_no_other_program()
    {
        SkipWithoutServer();
        await using (var connection = new NpgsqlConnection(database.ConnectionString))
            await connection.ExecuteAsync("CREATE TABLE spatial_ref_sys (srid INTEGER PRIMARY KEY); ALTER EXTENSION plpgsql ADD TABLE spatial_ref_sys");

        await using var host = await StanceHost.OverAsync(database);

        using var client = host.Reader();
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync("/v1/actors")).Status);
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
    public async Task Of_two_transactions_that_overlap_the_later_waits_and_no_reader_sees_it_before_the_earlier()
    {
        SkipWithoutServer();
        await using var one = await StanceHost.OverAsync(database);
        await using var other = await StanceHost.OverAsync(database);
        using var reader = other.Reader();
        using var there = other.Writer();
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var earlier = one.Services.GetRequiredService<Writer>().RunAsync(
            "earlier",
            async session =>
            {
                await session.RecordAsync("actor", "earlier", "create", 1);
                entered.SetResult();
                await release.Task;
                return (0, Keep: true);
            },
            CancellationToken.None);
        await entered.Task;

        var later = there.CreateAsync("actors", new() { ["id"] = "later", ["name"] = "Later", ["kind"] = "person" });
        while (await CountAsync("wait_event = 'advisory'") == 0) await Task.Delay(10, TestContext.Current.CancellationToken);
        var meanwhile = await reader.ReadAsync("/v1/changes?after=0");
        release.SetResult();
        await Task.WhenAll(earlier, later);

        Assert.Empty(meanwhile.Ids);
        Assert.Equal(["earlier", "later"], (await reader.ReadAsync("/v1/changes?after=0")).Ids);
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

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => (number % 2 == 0 ? here : there).CreateAsync("actors", Actor(1), ("Idempotency-Key", "the-same"))));

        Assert.All(answers, answer => Assert.True(JsonNode.DeepEquals(answers[0].Body, answer.Body)));
        Assert.Equal("1", (string?)(await there.ReadAsync("/v1/changes?after=0")).Body!["next"]);
    }

    [Fact]
    public async Task A_key_that_one_service_revokes_is_refused_by_every_other_at_once()
    {
        SkipWithoutServer();
        await using var one = await StanceHost.OverAsync(database);
        await using var other = await StanceHost.OverAsync(database);
        using var administrator = one.Writer();
        for (var round = 0; round < 20; round++)
        {
            var (id, secret) = await administrator.NewKeyAsync("read");
            using var client = other.Client(secret);
            Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync("/v1/actors")).Status);

            await administrator.RetireAsync("keys", id);

            Assert.Equal(HttpStatusCode.Unauthorized, (await client.ReadAsync("/v1/actors")).Status);
        }
    }

    [Fact]
    public async Task A_service_that_stalls_while_it_writes_loses_its_turn_and_keeps_nothing()
    {
        SkipWithoutServer();
        await using var stalled = await StanceHost.OverAsync(database);
        await using var other = await StanceHost.OverAsync(database);
        var engine = stalled.Services.GetRequiredService<Engine>();
        await using var connection = await engine.OpenWriterAsync();
        await using var transaction = await engine.BeginWriteAsync(connection, isPatient: false);
        await connection.ExecuteAsync("DELETE FROM api_keys", transaction: transaction);
        using var there = other.Writer();

        var answer = await there.CreateAsync("actors", Actor(1));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_commit_waits_until_the_disk_has_it_whatever_the_server_is_set_to()
    {
        SkipWithoutServer();
        await using var host = await StanceHost.OverAsync(database);
        var engine = host.Services.GetRequiredService<Engine>();
        await using var reader = await engine.OpenReaderAsync(TestContext.Current.CancellationToken);
        await using var writer = await engine.OpenWriterAsync();

        Assert.Equal("off", await reader.ExecuteScalarAsync<string>("SHOW synchronous_commit"));
        Assert.Equal("on", await writer.ExecuteScalarAsync<string>("SHOW synchronous_commit"));
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
    [InlineData("Host", "127.0.0.1:1,127.0.0.1:2", "127.0.0.1:2. Start the server")]
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
    public async Task A_server_whose_disk_is_full_is_written_to_again_when_there_is_room_and_lost_nothing()
    {
        SkipWithoutServer();
        await using var disk = await SmallDisk.CreateAsync("24", PostgreSqlCluster.Nobody);
        Assert.SkipUnless(disk.IsMounted, "The tests may not mount a small disk.");
        var cluster = await PostgreSqlCluster.StartedAsync();
        await cluster.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{disk.Folder}'");
        await using (var small = await PostgreSqlDatabase.CreateAsync("TABLESPACE small"))
        await using (var host = await StanceHost.OverAsync(small))
        {
            using var client = host.Writer();
            var source = (string)(await client.CreateAsync("sources", new() { ["title"] = "Minutes", ["kind"] = "document" })).Body!["id"]!;

            var (kept, refused) = await FillAsync(client, source);
            // A full server may refuse new connections, since each can have a file to write.
            Assert.True(await disk.GrowAsync());
            var read = await client.GetStringAsync($"/v1/sources/{source}/text", TestContext.Current.CancellationToken);
            var written = await client.PutTextAsync(source, "There is room.");

            Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable", true), (refused.Status, refused.Code, refused.Headers.RetryAfter is not null));
            Assert.Equal(kept[^1], read);
            Assert.Equal(HttpStatusCode.OK, written.Status);
            Assert.Equal($"{kept.Count + 2}", await client.HeadAsync());
        }

        await cluster.ExecuteAsync("DROP TABLESPACE small");
    }

    [Fact]
    public async Task A_server_that_has_no_room_for_a_row_is_told_as_503_keeps_nothing_and_is_written_to_again_afterwards()
    {
        SkipWithoutServer();
        await using var host = await StanceHost.OverAsync(database);
        using var client = host.Writer();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        // The server's own words for it, where a row would need a page more.
        await connection.ExecuteAsync("CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$");
        await connection.ExecuteAsync("CREATE TRIGGER full_disk BEFORE INSERT ON actors FOR EACH ROW EXECUTE FUNCTION fill()");

        var refused = await client.CreateAsync("actors", Actor(1));
        await connection.ExecuteAsync("DROP TRIGGER full_disk ON actors");
        var written = await client.CreateAsync("actors", Actor(2));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable", true), (refused.Status, refused.Code, refused.Headers.RetryAfter is not null));
        Assert.Equal(HttpStatusCode.Created, written.Status);
        Assert.Equal([(string)written.Body!["id"]!], (await client.ReadAsync("/v1/changes?after=0")).Ids);
    }

    [Theory]
    [InlineData("", "CREATE on the schema public")]
    [InlineData("CONNECTION LIMIT 0", "lower Limits:Readers")]
    public async Task A_role_that_may_not_do_what_is_needed_is_refused(string options, string advice)
    {
        SkipWithoutServer();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        var role = $"guest_{connection.Database}";
        await connection.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'a-secret' {options}");

        await RefusesAsync(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = "a-secret" }.ConnectionString, advice);

        await connection.ExecuteAsync($"DROP ROLE {role}");
    }

    [Fact]
    public async Task A_role_that_may_only_read_is_refused_by_the_service_and_can_verify()
    {
        SkipWithoutServer();
        await (await StanceHost.OverAsync(database, "--Seeds:OnEmpty", "true")).DisposeAsync();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        var role = $"reader_{connection.Database}";
        await connection.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'a-secret'");
        var asRole = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = "a-secret" }.ConnectionString;

        var closed = await CommandRun.OfAsync(["verify", "--ConnectionStrings:Stance", asRole]);
        await connection.ExecuteAsync($"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}");
        var open = await CommandRun.OfAsync(["verify", "--ConnectionStrings:Stance", asRole]);
        await RefusesAsync(asRole, "may not read and write these tables: actor");
        await RefusesAsync(asRole, "SELECT, INSERT, UPDATE and DELETE");

        Assert.Equal((3, true), (closed.ExitCode, closed.Errors.Contains("may not read these tables: actor", StringComparison.Ordinal)));
        Assert.True(open.ExitCode == 0, open.Errors);
        await connection.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
    }

    [Fact]
    public async Task A_server_that_only_reads_any_more_is_told_before_anybody_writes()
    {
        SkipWithoutServer();
        await using var host = await StanceHost.OverAsync(database);
        using var client = host.Writer();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        var ready = await client.ReadAsync("/health/ready");
        await SetReadOnlyAsync(connection, "on");

        await client.UntilAsync("/health/ready", answer => answer.Code == "not_ready");
        await client.UntilAsync("/v1/actors", answer => answer.Status == HttpStatusCode.OK);
        var still = await client.ReadAsync("/health/ready");
        await SetReadOnlyAsync(connection, "off");
        await client.UntilAsync("/health/ready", answer => answer.Status == HttpStatusCode.OK);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (ready.Status, still.Status));
        Assert.Equal(HttpStatusCode.Created, (await client.CreateAsync("actors", Actor(1))).Status);
    }

    [Fact]
    public async Task While_another_process_imports_writers_are_told_to_come_back_and_whoever_is_patient_waits()
    {
        SkipWithoutServer();
        await using var one = await StanceHost.OverAsync(database);
        await using var other = await StanceHost.OverAsync(database);
        using var there = other.Writer();
        var (started, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var importing = one.Services.GetRequiredService<Writer>().RunLongAsync("test", async session =>
        {
            started.SetResult();
            await release.Task;
            return (0, Keep: false);
        }, TestContext.Current.CancellationToken);
        await started.Task;

        var impatient = await there.CreateAsync("actors", Actor(1));
        var ready = await there.ReadAsync("/health/ready");
        var patient = other.Services.GetRequiredService<Writer>().RunAsync("test", _ => Task.FromResult((1, Keep: false)), TestContext.Current.CancellationToken, isPatient: true);
        Assert.False(patient.IsCompleted);
        release.SetResult();
        await importing;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy", true, HttpStatusCode.OK), (impatient.Status, impatient.Code, impatient.Headers.RetryAfter is not null, ready.Status));
        Assert.Equal(1, await patient);
        Assert.Equal(HttpStatusCode.Created, (await there.CreateAsync("actors", Actor(2))).Status);
    }

    [Fact]
    public async Task A_database_of_another_encoding_is_refused()
    {
        SkipWithoutServer();
        await using var latin = await PostgreSqlDatabase.CreateAsync("ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0");

        await RefusesAsync(latin.ConnectionString, "ENCODING 'UTF8'");
    }

    private static void SkipWithoutServer() => Assert.SkipWhen(PostgreSqlCluster.MaySkip, PostgreSqlCluster.Missing ?? "");

    /// <summary>Writes one text after the other until there is no room. Returns those that were kept, and what the next one was answered.</summary>
    private static async Task<(List<string> Kept, Answer Refused)> FillAsync(HttpClient client, string source)
    {
        for (var kept = new List<string>(); ;)
        {
            // What is random cannot be compressed.
            var text = RandomNumberGenerator.GetHexString(1_000_000);
            var answer = await client.PutTextAsync(source, text);
            if (answer.Status is not (HttpStatusCode.Created or HttpStatusCode.OK)) return (kept, answer);
            kept.Add(text);
        }
    }

    /// <summary>Lets every session that comes read only, or write again, and ends those that are there.</summary>
    private static async Task SetReadOnlyAsync(NpgsqlConnection connection, string value)
    {
        await connection.OpenAsync();
        await connection.ExecuteAsync($"SET default_transaction_read_only = off; ALTER DATABASE {connection.Database} SET default_transaction_read_only = {value}");
        await connection.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await connection.CloseAsync();
    }

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
