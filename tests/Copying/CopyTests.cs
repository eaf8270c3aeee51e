using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StanceApi.Commands;
using StanceApi.Copying;
using StanceApi.Storage;
using StanceApi.Tests.Contract;
using StanceApi.Tests.Engines;
using StanceApi.Tests.Transfer;

namespace StanceApi.Tests.Copying;

/// <summary>What whoever moves to the other engine finds there, and what a copy refuses.</summary>
public sealed partial class CopyTests : IAsyncLifetime
{
    private TestDatabase source = null!;
    private TestDatabase target = null!;

    public async ValueTask InitializeAsync()
    {
        source = await TestDatabase.CreateAsync();
        target = await TestDatabase.CreateOtherAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (source is not null) await source.DisposeAsync();
        if (target is not null) await target.DisposeAsync();
    }

    [Fact]
    public async Task A_consumer_of_the_feed_goes_on_with_the_same_cursor()
    {
        JsonNode whole, first;
        await using (var here = await SeededAsync())
        {
            using var client = here.Reader();
            whole = (await client.ReadAsync("/v1/changes?after=0&limit=500")).Body!;
            first = (await client.ReadAsync("/v1/changes?after=0&limit=20")).Body!;
        }

        await source.CopyAsync(target);

        await using var there = await StanceHost.OverAsync(target);
        using var consumer = there.Writer();
        var rest = (await consumer.ReadAsync($"/v1/changes?after={first["next"]}&limit=500")).Body!;
        Assert.Equal(Entries(whole), [.. Entries(first), .. Entries(rest)]);
        await consumer.CreateAsync("actors", new JsonObject { ["id"] = "newcomer", ["name"] = "A newcomer", ["kind"] = "person" });
        Assert.Equal($"{long.Parse((string)whole["next"]!, null) + 1}", (string?)(await consumer.ReadAsync($"/v1/changes?after={rest["next"]}")).Body!["next"]);
    }

    [Fact]
    public async Task Keys_answers_jobs_and_search_go_along()
    {
        Answer created;
        string? job;
        await using (var here = await SeededAsync())
        {
            using var client = here.Writer();
            created = await client.CreateAsync("actors", new JsonObject { ["name"] = "A newcomer", ["kind"] = "person" }, ("Idempotency-Key", "once"));
            var accepted = await client.ImportAsync("/actors?on_error=continue", Files.Lines(Enumerable.Range(0, 1_001).Select(_ => new JsonObject { ["name"] = "Nobody" })));
            job = accepted.Headers.Location!.ToString();
            await Jobs.EndAsync(client, job);
        }

        await source.CopyAsync(target);

        await using var there = await StanceHost.OverAsync(target, "--Auth:BootstrapKey", "another-key-of-an-administrator-of-the-tests");
        using var same = there.Writer();
        var again = await same.CreateAsync("actors", new JsonObject { ["name"] = "A newcomer", ["kind"] = "person" }, ("Idempotency-Key", "once"));
        Assert.Equal((created.Status, created.Body!.ToJsonString()), (again.Status, again.Body!.ToJsonString()));
        Assert.Equal(1_001, (int)(await same.ReadAsync(job)).Body!["failed"]!);
        Assert.NotEmpty((await same.GetStringAsync($"{job}/result", TestContext.Current.CancellationToken)).TrimEnd());
        Assert.Contains("newcomer", (await same.ReadAsync("/v1/search?q=newcom*")).Body!.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_store_that_is_written_to_meanwhile_is_copied_as_it_was_at_one_moment()
    {
        await using var here = await SeededAsync();
        using var client = here.Writer();
        var before = await source.RowsAsync();

        var report = await source.CopyAsync(target, _ => client.CreateAsync("actors", new JsonObject { ["name"] = "A latecomer", ["kind"] = "person" }).Wait(TestContext.Current.CancellationToken));

        Assert.True(report.IsEqual);
        Assert.Equal(44, report.Position);
        Assert.Equal((await client.ReadAsync("/v1/changes?after=44&limit=500")).Body!["items"]!.AsArray().Count, report.Missed);
        Assert.InRange(report.Missed, 1, int.MaxValue);
        var after = await target.RowsAsync();
        // When a key was used last is written while it is used.
        Assert.Equal(before.Where(table => table.Key != "api_keys"), after.Where(table => table.Key != "api_keys"));
    }

    [Fact]
    public async Task A_copy_that_was_broken_off_is_not_served_and_goes_on_where_it_stopped()
    {
        await (await SeededAsync()).DisposeAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => source.CopyAsync(target, told => { if (told.StartsWith("changes", StringComparison.Ordinal)) throw new TimeoutException(); }));

        var refused = await Assert.ThrowsAsync<UnfitStoreException>(() => StanceHost.OverAsync(target));
        Assert.Contains("Run the same copy again", refused.Message, StringComparison.Ordinal);
        var third = await Assert.ThrowsAsync<CopySideException>(async () => await target.CopyAsync(await TestDatabase.CreateAsync()));
        Assert.Contains("was not finished", third.Message, StringComparison.Ordinal);

        var told = new List<string>();
        var report = await source.CopyAsync(target, told.Add);

        Assert.True(report.IsEqual);
        Assert.StartsWith("going on after", told[0], StringComparison.Ordinal);
        Assert.DoesNotContain("changes", string.Join(' ', told), StringComparison.Ordinal);
        Assert.Equal(await source.RowsAsync(), await target.RowsAsync());
        await (await StanceHost.OverAsync(target)).DisposeAsync();
    }

    [Fact]
    public async Task A_service_that_was_about_to_write_when_the_copy_began_writes_nothing()
    {
        Assert.SkipUnless(target is PostgreSqlDatabase, "A file is another process's as soon as that has opened it.");
        await (await SeededAsync()).DisposeAsync();
        await using var late = Service.Build(["--ConnectionStrings:Stance", target.ConnectionString]);
        await late.Services.PrepareStorageAsync();
        var writer = late.Services.GetRequiredService<Writer>();
        await writer.StartAsync(TestContext.Current.CancellationToken);
        Task<Exception?>? written = null;

        var report = await source.CopyAsync(target, _ =>
        {
            written ??= Record.ExceptionAsync(() => writer.RunAsync("test", _ => Task.FromResult((0, Keep: true)), TestContext.Current.CancellationToken)).AsTask();
            written.Wait(TestContext.Current.CancellationToken);
        });

        Assert.Contains("was not finished", Assert.IsType<UnfitStoreException>(Assert.IsType<StoreException>(await written!).InnerException).Message, StringComparison.Ordinal);
        Assert.True(report.IsEqual);
    }

    [Fact]
    public async Task What_differs_at_the_end_is_told_and_the_target_stays_closed()
    {
        await (await SeededAsync()).DisposeAsync();

        var report = await source.CopyAsync(target, told => { if (told == "comparing") target.ExecuteAsync("UPDATE sources SET publisher = 'Somebody'").Wait(TestContext.Current.CancellationToken); });

        Assert.Equal(["sources"], report.Tables.Where(table => table.Source != table.Target).Select(table => table.Name));
        await Assert.ThrowsAsync<UnfitStoreException>(() => StanceHost.OverAsync(target));
    }

    [Fact]
    public async Task A_target_whose_connections_are_lost_while_both_sides_are_compared_is_finished_all_the_same()
    {
        const string Disconnect = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        Assert.SkipUnless(target is PostgreSqlDatabase, "A file has no connections to lose.");
        await (await SeededAsync()).DisposeAsync();

        var report = await source.CopyAsync(target, told => { if (told == "comparing") target.ExecuteAsync(Disconnect).Wait(TestContext.Current.CancellationToken); });

        Assert.True(report.IsEqual);
        await (await StanceHost.OverAsync(target)).DisposeAsync();
    }

    [Fact]
    public async Task A_second_copy_into_a_database_is_refused_before_it_touches_anything()
    {
        Assert.SkipUnless(target is PostgreSqlDatabase, "A file is another process's as soon as that has opened it.");
        await (await SeededAsync()).DisposeAsync();
        SortedDictionary<string, string[]> before = [], after = [];

        var report = await source.CopyAsync(target, told =>
        {
            if (told != "comparing") return;
            before = target.RowsAsync().Result;
            RefusesAsync("--to", "Another copy").Wait(TestContext.Current.CancellationToken);
            after = target.RowsAsync().Result;
        });

        Assert.True(report.IsEqual);
        Assert.NotEmpty(before["api_keys"]);
        Assert.Equal(before, after);
        await (await StanceHost.OverAsync(target)).DisposeAsync();
    }

    /// <summary>A connection that idles may be lost, and with it the claim that kept another copy out: what that did is not made a store of.</summary>
    [Fact]
    public async Task What_another_copy_has_emptied_meanwhile_is_not_served()
    {
        await (await SeededAsync()).DisposeAsync();

        var refused = await Record.ExceptionAsync(() => source.CopyAsync(target, told =>
        {
            if (told == "comparing") target.ExecuteAsync("UPDATE unfinished_copy SET copied = 0 WHERE name = 'api_keys'").Wait(TestContext.Current.CancellationToken);
        }));

        Assert.Contains("--to: Another copy", Assert.IsType<CopySideException>(refused).Message, StringComparison.Ordinal);
        Assert.Contains("not finished", StartFailure.Of((await Record.ExceptionAsync(() => StanceHost.OverAsync(target)))!)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_empty_is_refused_and_left_as_it_is()
    {
        await (await SeededAsync()).DisposeAsync();
        await (await StanceHost.OverAsync(target)).DisposeAsync();
        var before = await target.RowsAsync();

        await RefusesAsync("--to", "not empty");

        Assert.Equal(before, await target.RowsAsync());
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_on_either_side()
    {
        await (await SeededAsync()).DisposeAsync();
        await using (var host = await StanceHost.OverAsync(target))
        {
        }

        await target.ExecuteAsync(target.MigrateFurther);
        await RefusesAsync("--to", "newer version");

        await source.ExecuteAsync(source.MigrateFurther);
        await RefusesAsync("--from", "newer version");
    }

    [Fact]
    public async Task A_half_copy_of_another_store_or_of_an_earlier_state_is_refused()
    {
        await (await SeededAsync()).DisposeAsync();
        await using var other = await TestDatabase.CreateAsync();
        await (await StanceHost.OverAsync(other, "--Seeds:OnEmpty", "true")).DisposeAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => other.CopyAsync(target, _ => throw new TimeoutException()));

        await RefusesAsync("--to", "from another store");

        await using (var host = await StanceHost.OverAsync(other))
        {
            using var client = host.Writer();
            await client.CreateAsync("actors", new JsonObject { ["name"] = "A latecomer", ["kind"] = "person" });
        }

        var refused = await Assert.ThrowsAsync<CopySideException>(() => other.CopyAsync(target));
        Assert.Contains("written to since", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_keep_in_the_database_stays_there()
    {
        await (await SeededAsync()).DisposeAsync();
        await source.ExecuteAsync("CREATE TABLE _of_another_tool (id BIGINT)");
        await source.ExecuteAsync("INSERT INTO _of_another_tool (id) VALUES (1)");
        var told = new List<string>();

        var report = await source.CopyAsync(target, told.Add);

        Assert.True(report.IsEqual);
        Assert.StartsWith("leaving out _of_another_tool", told[0], StringComparison.Ordinal);
        Assert.DoesNotContain("_of_another_tool", (await target.TablesAsync()).Select(table => table.Name));
    }

    [Fact]
    public async Task A_database_without_a_store_is_no_source()
    {
        await source.ExecuteAsync("CREATE TABLE something (id BIGINT PRIMARY KEY)");

        await RefusesAsync("--from", "holds no store");
    }

    [Fact]
    public async Task Both_engines_have_the_tables_of_the_schema_and_each_follows_what_it_refers_to()
    {
        await (await StanceHost.OverAsync(source)).DisposeAsync();
        await (await StanceHost.OverAsync(target)).DisposeAsync();

        var (ours, theirs) = (await source.TablesAsync(), await target.TablesAsync());

        Assert.Equal(ours.Where(CopiedTables.IsCopied).Select(Words), theirs.Where(CopiedTables.IsCopied).Select(Words));
        var schema = Tables().Matches(await File.ReadAllTextAsync(GeneratedFile.PathOf("db/schema.sql"), TestContext.Current.CancellationToken)).Select(match => match.Groups["name"].Value);
        Assert.Equal(schema.Where(name => !name.StartsWith("search_index", StringComparison.Ordinal)).Order(), ours.Select(table => table.Name).Where(name => name != Migrations.Journal).Order());
        string[] order = [.. ours.Select(table => table.Name)];
        foreach (var (first, second) in new[] { ("source_texts", "sources"), ("sources", "actors"), ("actors", "positions"), ("positions", "position_arguments"), ("jobs", "job_lines") })
            Assert.InRange(Array.IndexOf(order, first), 0, Array.IndexOf(order, second) - 1);
    }

    private Task<StanceHost> SeededAsync() => StanceHost.OverAsync(source, "--Seeds:OnEmpty", "true");

    private static IEnumerable<string> Entries(JsonNode page) => page["items"]!.AsArray().Select(entry => entry!.ToJsonString());

    private static string Words(StoredTable table) => $"{table.Name} ({string.Join(", ", table.Columns)}) {string.Join(", ", table.Key)}";

    private async Task RefusesAsync(string option, string why)
    {
        var refused = await Assert.ThrowsAsync<CopySideException>(() => source.CopyAsync(target));

        Assert.Equal(option, refused.Option);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^CREATE (VIRTUAL )?TABLE '?(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Tables();
}
