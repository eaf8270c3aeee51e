using System.Net;
using System.Text.Json.Nodes;
using StanceApi.Commands;
using StanceApi.Tests.Access;
using StanceApi.Tests.Citations;
using StanceApi.Tests.Engines;

namespace StanceApi.Tests.Storage;

/// <summary>
/// A primary and a standby that lags: whoever cannot write may be answered by the standby, and every answer is right for the state that it names.
/// Skipped where the tests do not run on a server.
/// </summary>
public sealed class StandbyTests(StandbyTests.Servers servers) : IClassFixture<StandbyTests.Servers>, IAsyncLifetime
{
    private StanceHost host = null!;
    private HttpClient writer = null!;
    private HttpClient reader = null!;

    /// <summary>An actor that everybody sees, and one that the standby does not show yet.</summary>
    private string old = "";
    private string recent = "";

    public async ValueTask InitializeAsync()
    {
        host = await StanceHost.OverAsync(await servers.PairAsync());
        (writer, reader) = (host.Writer(), host.Reader());
        old = await CreateAsync();
        await servers.Pair.CatchUpAsync();
        await servers.Pair.HoldAsync();
        recent = await CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (host is null) return;
        await servers.Pair.CatchUpAsync();
        writer.Dispose();
        reader.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_can_write_reads_what_he_wrote_and_others_what_the_standby_shows()
    {
        var own = await writer.ReadAsync($"/v1/actors?id={recent}");
        var others = await reader.ReadAsync($"/v1/actors?id={old}&id={recent}");

        Assert.Equal([recent], own.Ids);
        Assert.Equal([old], others.Ids);
        Assert.Equal(1, Position(own) - Position(others));
    }

    [Fact]
    public async Task An_answer_names_the_state_that_it_shows_and_stays_valid_until_there_is_another()
    {
        var first = await reader.ReadAsync("/v1/actors?limit=1");
        var again = await reader.ReadAsync("/v1/actors?limit=1", ("If-None-Match", first.ETag!));
        var then = await writer.ReadAsync($"/v1/actors?id={old}&id={recent}&known_at={Position(first)}");
        await servers.Pair.CatchUpAsync();
        var later = await reader.ReadAsync("/v1/actors?limit=1", ("If-None-Match", first.ETag!));

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (again.Status, later.Status));
        Assert.Equal([old], then.Ids);
        Assert.Equal(1, Position(later) - Position(first));
    }

    [Fact]
    public async Task A_position_that_the_standby_has_not_reached_is_asked_of_the_primary()
    {
        var head = Position(await writer.ReadAsync("/v1/actors?limit=1"));

        var known = await reader.ReadAsync($"/v1/actors?id={recent}&known_at={head}");
        var record = await reader.ReadAsync($"/v1/actors/{recent}?known_at={head}");
        var exported = await reader.ReadAsync($"/v1/export/index.json?known_at={head}");
        var beyond = await reader.ReadAsync($"/v1/actors?known_at={head + 1}");

        Assert.Equal([recent], known.Ids);
        Assert.Equal((head, $"{head}"), (Position(known), (string)known.Body!["known_at"]!));
        Assert.Equal(HttpStatusCode.OK, record.Status);
        Assert.Equal($"{head}", (string)exported.Body!["snapshot"]!);
        Assert.Equal((HttpStatusCode.BadRequest, "known_at_in_future"), (beyond.Status, beyond.Code));
    }

    [Fact]
    public async Task An_instant_of_which_the_standby_does_not_know_all_is_asked_of_the_primary()
    {
        var written = await writer.ReadAsync($"/v1/actors/{recent}");
        var before = await writer.ReadAsync($"/v1/actors/{old}");

        var answer = await reader.ReadAsync($"/v1/actors?id={recent}&known_at={(string)written.Body!["recorded_at"]!}");
        var same = await reader.ReadAsync($"/v1/actors?id={old}&known_at={(string)before.Body!["recorded_at"]!}");

        Assert.Equal([recent], answer.Ids);
        Assert.Equal([old], same.Ids);
        Assert.Equal(1, Position(answer) - Position(same));
    }

    [Fact]
    public async Task A_page_of_a_state_that_the_standby_has_not_reached_is_asked_of_the_primary()
    {
        var first = await writer.ReadAsync("/v1/actors?limit=1&sort=-recorded_at");

        var second = await reader.ReadAsync($"/v1/actors?limit=1&sort=-recorded_at&cursor={(string)first.Body!["next"]!}");

        Assert.Equal([recent], first.Ids);
        Assert.Equal([old], second.Ids);
    }

    [Fact]
    public async Task A_follower_of_the_feed_is_never_sent_back_and_misses_nothing()
    {
        var head = Position(await writer.ReadAsync("/v1/actors?limit=1"));

        var ended = await reader.ReadAsync($"/v1/changes?after={head}");
        var lagging = await reader.ReadAsync($"/v1/changes?after={head - 2}");
        var beyond = await reader.ReadAsync($"/v1/changes?after={head + 1}");
        var waiting = reader.ReadAsync($"/v1/changes?after={head}&wait=60");
        var next = await CreateAsync();

        Assert.Equal($"{head}", (string)ended.Body!["next"]!);
        Assert.Equal(($"{head - 1}", old), ((string)lagging.Body!["next"]!, (string)lagging.Body!["items"]!.AsArray().Single()!["id"]!));
        Assert.Equal(HttpStatusCode.BadRequest, beyond.Status);
        Assert.Equal(next, (string)(await waiting).Body!["items"]![0]!["id"]!);
    }

    [Fact]
    public async Task An_export_and_the_feed_after_it_hold_everything_once()
    {
        using var response = await reader.GetAsync(new Uri("/v1/export/actors", UriKind.Relative), TestContext.Current.CancellationToken);
        var file = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var after = await writer.ReadAsync($"/v1/changes?after={response.Headers.GetValues("Stance-Snapshot").Single()}");

        Assert.Contains($"\"{old}\"", file, StringComparison.Ordinal);
        Assert.DoesNotContain($"\"{recent}\"", file, StringComparison.Ordinal);
        Assert.Equal([recent], after.Ids);
    }

    /// <summary>A restriction holds from its answer on, at every way to a text, whether the standby knows of it or not.</summary>
    [Fact]
    public async Task A_text_that_is_restricted_is_hidden_at_once()
    {
        await servers.Pair.CatchUpAsync();
        var word = $"secret{Api.NewId().Replace("-", "", StringComparison.Ordinal)}";
        var source = (string)(await writer.CreateAsync("sources", new JsonObject { ["title"] = "Minutes", ["kind"] = "document" })).Body!["id"]!;
        await writer.PutTextAsync(source, $"They spoke of {word}.");
        await servers.Pair.CatchUpAsync();
        await servers.Pair.HoldAsync();
        await CreateAsync();

        var before = await ShownAsync(source, word);
        var lags = Position(await reader.ReadAsync($"/v1/search?q={word}")) < Position(await writer.ReadAsync($"/v1/search?q={word}"));
        await writer.ChangeAsync("sources", source, new JsonObject { ["text_access"] = "restricted" });
        var after = await ShownAsync(source, word);

        Assert.True(lags);
        Assert.Equal([true, true, true, true], before);
        Assert.Equal([false, false, false, false], after);
    }

    [Fact]
    public async Task A_key_that_is_revoked_is_refused_at_once()
    {
        var (id, secret) = await writer.NewKeyAsync("read");
        using var client = host.Client(secret);
        var before = await client.ReadAsync($"/v1/actors/{old}");

        await writer.RetireAsync("keys", id);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (before.Status, (await client.ReadAsync($"/v1/actors/{old}")).Status));
    }

    [Fact]
    public async Task A_standby_that_cannot_answer_is_not_asked_in_the_primarys_place()
    {
        // It has no longer, or not yet, the tables of this version: a migration and its reverse, of which it shows the first half.
        await servers.Pair.ExecuteAsync("ALTER TABLE actors RENAME TO actors_of_another_version");
        await servers.Pair.CatchUpAsync();
        await servers.Pair.HoldAsync();
        await servers.Pair.ExecuteAsync("ALTER TABLE actors_of_another_version RENAME TO actors");

        var answer = await reader.ReadAsync($"/v1/actors?id={recent}");

        Assert.Equal([recent], answer.Ids);
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_told_as_unknown_and_kept_once_with_its_idempotency_key()
    {
        var actor = new JsonObject { ["name"] = "Kept once", ["kind"] = "person" };
        var key = ("Idempotency-Key", Api.NewId());
        await servers.Pair.HoldCommitsAsync();

        var writing = writer.CreateAsync("actors", actor, key);
        await servers.Pair.EndCommitAsync();
        var lost = await writing;
        await servers.Pair.WaitForAsync("");
        var again = await AgainAsync(() => writer.CreateAsync("actors", actor, key));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable", true), (lost.Status, lost.Code, lost.Headers.RetryAfter is not null));
        Assert.Contains("may be there or not", (string)lost.Body!["detail"]!, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Created, "true"), (again.Status, again.Headers.GetValues("Idempotency-Replayed").Single()));
    }

    [Fact]
    public async Task What_no_standby_has_is_not_told_as_kept_when_it_is_sent_again()
    {
        await using var impatient = await StanceHost.OverAsync(servers.Pair, "--ConnectionStrings:Stance", $"{servers.Pair.ConnectionString};Command Timeout=1");
        using var client = impatient.Writer();
        var (actor, key, id) = (new JsonObject { ["name"] = "Not confirmed", ["kind"] = "person" }, ("Idempotency-Key", Api.NewId()), Api.NewId());
        await servers.Pair.HoldCommitsAsync();

        Answer[] first = [await client.CreateAsync("actors", actor, key), await client.ReplaceAsync("actors", id, actor)];
        Answer[] again = [await client.CreateAsync("actors", actor, key), await client.ReplaceAsync("actors", id, actor)];
        await servers.Pair.WaitForAsync("");
        Answer[] then = [await AgainAsync(() => client.CreateAsync("actors", actor, key)), await AgainAsync(() => client.ReplaceAsync("actors", id, actor))];

        Assert.All(first.Concat(again), answer => Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable"), (answer.Status, answer.Code)));
        Assert.All(then, answer => Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK));
    }

    [Fact]
    public async Task The_next_page_of_a_search_is_of_no_earlier_state_than_the_page_before()
    {
        var word = $"lagging{Api.NewId().Replace("-", "", StringComparison.Ordinal)}";
        for (var number = 0; number < 3; number++) await writer.CreateAsync("actors", new JsonObject { ["name"] = word, ["kind"] = "person" });

        foreach (var path in new[] { $"/v1/search?q={word}&limit=1", $"/v1/actors?q={word}&limit=1" })
        {
            var first = await writer.ReadAsync(path);
            var next = await reader.ReadAsync($"{path}&cursor={(string)first.Body!["next"]!}");
            var unreached = await reader.ReadAsync(path);

            Assert.Single(next.Ids);
            Assert.NotEqual(first.Ids, next.Ids);
            Assert.Empty(unreached.Ids);
        }
    }

    [Fact]
    public async Task A_commit_that_no_standby_confirms_in_time_is_not_told_as_kept()
    {
        await using var impatient = await StanceHost.OverAsync(servers.Pair, "--ConnectionStrings:Stance", $"{servers.Pair.ConnectionString};Command Timeout=1");
        using var client = impatient.Writer();
        await servers.Pair.HoldCommitsAsync();

        var answer = await client.CreateAsync("actors", new JsonObject { ["name"] = "Not confirmed", ["kind"] = "person" });
        await servers.Pair.WaitForAsync("");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store_unavailable"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_service_that_is_told_of_the_standby_alone_does_not_start()
    {
        var failure = await Record.ExceptionAsync(() => StanceHost.RunAsync("--ConnectionStrings:Stance", servers.Pair.Standby));

        var refused = StartFailure.Of(failure!)!;
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("promote a standby", refused.Message, StringComparison.Ordinal);
    }

    private static long Position(Answer answer) => long.Parse(answer.Headers.GetValues("Stance-Snapshot").Single(), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Asks again, as a 503 says, until there is another answer.</summary>
    private static async Task<Answer> AgainAsync(Func<Task<Answer>> ask)
    {
        while (true)
        {
            var answer = await ask();
            if (answer.Status != HttpStatusCode.ServiceUnavailable) return answer;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Whether the text, the search, a list and the export show a text.</summary>
    private async Task<bool[]> ShownAsync(string source, string word) =>
    [
        await HasTextAsync(source),
        (await reader.ReadAsync($"/v1/search?q={word}")).Ids.Length > 0,
        (await reader.ReadAsync($"/v1/sources?q={word}")).Ids.Length > 0,
        (await reader.GetStringAsync("/v1/export", TestContext.Current.CancellationToken)).Contains(word, StringComparison.Ordinal),
    ];

    private async Task<bool> HasTextAsync(string source)
    {
        using var answer = await reader.GetAsync(new Uri($"/v1/sources/{source}/text", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private async Task<string> CreateAsync() => (string)(await writer.CreateAsync("actors", new JsonObject { ["id"] = Api.NewId("standby"), ["name"] = "An actor", ["kind"] = "person" })).Body!["id"]!;

    /// <summary>The servers of these tests, started when the first asks for them.</summary>
    public sealed class Servers : IAsyncDisposable
    {
        internal PostgreSqlPair Pair { get; private set; } = null!;

        internal async Task<PostgreSqlPair> PairAsync() => Pair ??= await PostgreSqlPair.StartAsync();

        public ValueTask DisposeAsync() => Pair?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
