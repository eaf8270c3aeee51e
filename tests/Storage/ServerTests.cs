using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using StanceApi.Storage;
using StanceApi.Tests.Access;

namespace StanceApi.Tests.Storage;

/// <summary>What only a server does: serve several processes. Always on PostgreSQL, skipped where there is none.</summary>
public sealed class ServerTests : OnServer
{
    [Fact]
    public async Task Services_that_start_together_migrate_and_seed_once()
    {
        SkipWithoutServer();

        var services = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StanceHost.OverAsync(Database, "--Seeds:OnEmpty", "true"))));

        foreach (var service in services)
        {
            await using var session = await service.Services.GetRequiredService<Readers>().OpenAsync(TestContext.Current.CancellationToken);
            Assert.Equal(44, (await FeedHead.ReadAsync(session)).Seq);
            Assert.Equal(1, await session.FirstOrDefaultAsync<long>("SELECT COUNT(*) FROM api_keys"));
        }

        foreach (var service in services) await service.DisposeAsync();
    }

    /// <summary>Several processes read and write the same text, whatever the settings of each (or libpq's variables, of which these are the same) say.</summary>
    [Theory]
    [InlineData("Client Encoding=LATIN1")]
    [InlineData("Encoding=latin1")]
    [InlineData("Target Session Attributes=primary")]
    [InlineData("Search Path=elsewhere")]
    public async Task A_setting_that_would_change_what_is_stored_or_asked_changes_nothing(string setting)
    {
        SkipWithoutServer();
        await using var plain = await StanceHost.OverAsync(Database);
        await using var other = await StanceHost.RunAsync("--ConnectionStrings:Stance", $"{Database.ConnectionString};{setting}", "--Seeds:OnEmpty", "false");
        using var here = plain.Writer();
        using var there = new HttpClient { BaseAddress = new Uri(other.Urls.Single()), DefaultRequestHeaders = { Authorization = here.DefaultRequestHeaders.Authorization } };
        const string Name = "Zoë کراچی";

        var written = await there.ReplaceAsync("actors", "zoe", new JsonObject { ["name"] = Name, ["kind"] = "person" });
        var read = await here.ReadAsync("/v1/actors/zoe");
        await other.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Created, Name), (written.Status, (string)read.Body!["name"]!));
    }

    [Fact]
    public async Task A_process_that_stops_in_the_middle_of_a_copy_holds_up_the_others_for_a_moment()
    {
        SkipWithoutServer();
        await using var host = await StanceHost.OverAsync(Database);
        using var client = host.Writer();
        await using var stopped = new NpgsqlConnection(Database.ConnectionString);
        await stopped.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await stopped.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await stopped.ExecuteAsync("SELECT pg_advisory_xact_lock(5080000001)", transaction: transaction);
        await using var copy = await stopped.BeginBinaryImportAsync("COPY source_texts (sha256, text) FROM STDIN (FORMAT BINARY)", TestContext.Current.CancellationToken);

        // It waits for the lock, which the server would leave where it is.
        var written = await client.CreateAsync("actors", Actor(1));

        Assert.Equal(HttpStatusCode.Created, written.Status);
        await Assert.ThrowsAnyAsync<Exception>(async () => await copy.CompleteAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Services_on_one_database_write_one_feed_without_gaps()
    {
        SkipWithoutServer();
        await using var one = await StanceHost.OverAsync(Database);
        await using var other = await StanceHost.OverAsync(Database);
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
        await using var one = await StanceHost.OverAsync(Database);
        await using var other = await StanceHost.OverAsync(Database);
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
        await using var one = await StanceHost.OverAsync(Database);
        await using var other = await StanceHost.OverAsync(Database);
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
        await using var one = await StanceHost.OverAsync(Database);
        await using var other = await StanceHost.OverAsync(Database);
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
        await using var one = await StanceHost.OverAsync(Database);
        await using var other = await StanceHost.OverAsync(Database);
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
    public async Task A_statement_that_is_kept_prepared_is_planned_for_its_values()
    {
        SkipWithoutServer();
        await using var host = await StanceHost.OverAsync(Database);
        await using var reader = await host.Services.GetRequiredService<Engine>().OpenReaderAsync(TestContext.Current.CancellationToken);
        for (var count = 0; count < 20; count++) await reader.ExecuteScalarAsync<string?>("SELECT id FROM actors WHERE id = @Id", new { Id = "a" });

        var (custom, generic) = await reader.QuerySingleAsync<(long, long)>("SELECT SUM(custom_plans)::bigint, SUM(generic_plans)::bigint FROM pg_prepared_statements WHERE statement LIKE '%FROM actors WHERE id%'");
        Assert.True(custom > 10);
        Assert.Equal(0, generic);
    }

    [Fact]
    public async Task While_another_process_imports_writers_are_told_to_come_back_and_whoever_is_patient_waits()
    {
        SkipWithoutServer();
        await using var one = await StanceHost.OverAsync(Database);
        await using var other = await StanceHost.OverAsync(Database);
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
        Assert.StartsWith("An import is being written", (string)impatient.Body!["detail"]!, StringComparison.Ordinal);
        Assert.Equal(1, await patient);
        Assert.Equal(HttpStatusCode.Created, (await there.CreateAsync("actors", Actor(2))).Status);
    }
}
