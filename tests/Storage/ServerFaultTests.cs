using System.Net;
using System.Security.Cryptography;
using Dapper;
using Npgsql;
using StanceApi.Storage;
using StanceApi.Tests.Citations;
using StanceApi.Tests.Engines;
using StanceApi.Tests.Recovery;
using StanceApi.Tests.Transfer;

namespace StanceApi.Tests.Storage;

/// <summary>A server that goes away, stalls, is full or only reads any more; and comes back. Always on PostgreSQL, skipped where there is none.</summary>
public sealed class ServerFaultTests : OnServer
{
    [Fact]
    public async Task A_service_that_stalls_while_it_writes_loses_its_turn_and_keeps_nothing()
    {
        SkipWithoutServer();
        await using var stalled = await StanceHost.OverAsync(Database);
        await using var other = await StanceHost.OverAsync(Database);
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
        await using var host = await StanceHost.OverAsync(Database);
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
        await using var host = await StanceHost.OverAsync(Database);
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
        await using var host = await StanceHost.OverAsync(Database);
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

    [Fact]
    public async Task Whoever_probes_does_not_wait_for_a_server_that_does_not_answer()
    {
        SkipWithoutServer();
        await using var host = await StanceHost.OverAsync(Database);
        using var client = host.Reader();
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await connection.ExecuteAsync("LOCK TABLE changes IN ACCESS EXCLUSIVE MODE", transaction: transaction);

            var hanging = await client.ReadAsync("/health/ready");

            Assert.Equal((HttpStatusCode.ServiceUnavailable, "not_ready"), (hanging.Status, hanging.Code));
            Assert.Equal("The store does not answer.", (string)hanging.Body!["detail"]!);
        }

        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task A_server_whose_disk_is_full_is_written_to_again_when_there_is_room_and_lost_nothing()
    {
        SkipWithoutServer();
        await using var disk = await SmallDisk.CreateAsync("24", PostgreSqlCluster.Nobody);
        Assert.SkipUnless(disk.IsMounted, "The tests may not mount a small disk.");
        // While its disk is full no database of the whole server can be dropped: the tests beside this one have theirs elsewhere.
        await using var cluster = await PostgreSqlCluster.StartOwnAsync();
        await cluster.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{disk.Folder}'");
        await using var small = await PostgreSqlDatabase.CreateAsync(cluster, "TABLESPACE small");
        await using var host = await StanceHost.OverAsync(small);
        using var client = host.Writer();
        var source = (string)(await client.CreateAsync("sources", new() { ["title"] = "Minutes", ["kind"] = "document" })).Body!["id"]!;

        var (kept, refused) = await FillAsync(client, source);
        // A full server may refuse new connections, since each can have a file to write.
        Assert.True(await disk.GrowAsync());
        var read = await client.GetStringAsync($"/v1/sources/{source}/text", TestContext.Current.CancellationToken);
        var written = await client.PutTextAsync(source, "There is room.");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable", true), (refused.Status, refused.Code, refused.Headers.RetryAfter is not null));
        Assert.StartsWith("The disk that the store lies on is full", (string)refused.Body!["detail"]!, StringComparison.Ordinal);
        Assert.Equal(kept[^1], read);
        Assert.Equal(HttpStatusCode.OK, written.Status);
        Assert.Equal($"{kept.Count + 2}", await client.HeadAsync());
    }

    [Fact]
    public async Task A_server_that_has_no_room_for_a_row_is_told_as_503_keeps_nothing_and_is_written_to_again_afterwards()
    {
        SkipWithoutServer();
        await using var host = await StanceHost.OverAsync(Database);
        using var client = host.Writer();
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
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

    [Fact]
    public async Task A_server_that_only_reads_any_more_is_told_before_anybody_writes()
    {
        SkipWithoutServer();
        await using var host = await StanceHost.OverAsync(Database);
        using var client = host.Writer();
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
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

    private async Task EndConnectionsAsync()
    {
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
        await connection.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }
}
