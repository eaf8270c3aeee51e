using System.Net;
using StanceApi.Tests.Engines;
using StanceApi.Values;

namespace StanceApi.Tests.Recovery;

/// <summary>A clock that jumps back: the time of the record never does.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private readonly SetClock clock = new() { Ahead = TimeSpan.FromHours(1) };
    private TestDatabase database = null!;
    private StanceHost host = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        host = await StanceHost.OverAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        client = host.Writer();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Every_write_is_later_than_the_one_before()
    {
        var instants = new List<string> { await WriteAsync("Before") };
        clock.Ahead = TimeSpan.Zero;
        for (var count = 0; count < 3; count++) instants.Add(await WriteAsync($"After {count}"));

        Assert.Equal(instants.Distinct().Order(StringComparer.Ordinal), instants);
        var feed = (await client.ReadAsync("/v1/changes?after=0")).Body!["items"]!.AsArray().Select(entry => (string)entry!["at"]!);
        Assert.Equal(instants, feed);
    }

    [Fact]
    public async Task What_was_known_at_an_instant_stays_what_was_known_then()
    {
        var start = Instant.Write(clock.GetUtcNow());
        var before = await WriteAsync("Before");
        clock.Ahead = TimeSpan.Zero;
        var read = await NamesAsync(before);
        await WriteAsync("After");

        Assert.Equal(["Before"], read);
        Assert.Equal(read, await NamesAsync(before));
        Assert.Empty(await NamesAsync(start));
        Assert.Empty(await NamesAsync(Instant.Write(clock.GetUtcNow())));
    }

    [Fact]
    public async Task What_the_record_has_not_reached_is_the_future_still()
    {
        await WriteAsync("Before");
        clock.Ahead = TimeSpan.Zero;

        var answer = await client.ReadAsync($"/v1/actors?known_at={Instant.Write(clock.GetUtcNow().AddHours(2))}");

        Assert.Equal((HttpStatusCode.BadRequest, "known_at_in_future"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task An_idempotency_key_is_remembered()
    {
        var first = await client.CreateAsync("actors", new() { ["name"] = "Once", ["kind"] = "person" }, ("Idempotency-Key", "only-once"));
        clock.Ahead = TimeSpan.Zero;

        var again = await client.CreateAsync("actors", new() { ["name"] = "Once", ["kind"] = "person" }, ("Idempotency-Key", "only-once"));

        Assert.Equal((string)first.Body!["id"]!, (string)again.Body!["id"]!);
    }

    /// <summary>Writes an actor and tells when that was recorded.</summary>
    private async Task<string> WriteAsync(string name)
    {
        var answer = await client.CreateAsync("actors", new() { ["name"] = name, ["kind"] = "person" });
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return (string)answer.Body!["recorded_at"]!;
    }

    private async Task<string[]> NamesAsync(string instant)
    {
        var answer = await client.ReadAsync($"/v1/actors?sort=recorded_at&known_at={instant}");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return [.. answer.Body!["items"]!.AsArray().Select(item => (string)item!["name"]!)];
    }

    /// <summary>The system's clock, set ahead.</summary>
    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
