using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using StanceApi.Access;
using StanceApi.Storage;

namespace StanceApi.Tests.Access;

/// <summary>How many requests a caller may make, told in every answer.</summary>
public sealed partial class RateTests
{
    [Theory]
    [InlineData("/v1/actors", 200)]
    [InlineData("/v1/actors/nobody", 404)]
    [InlineData("/v1/actors?sort=color", 400)]
    [InlineData("/v1/keys", 401)]
    [InlineData("/nowhere", 404)]
    [InlineData("/openapi/v1.json", 200)]
    public async Task Every_answer_tells_what_is_left(string path, int status)
    {
        await using var host = await LimitedAsync(address: 50);
        using var client = host.Reader();

        var answers = new[] { await client.ReadAsync(path), await client.ReadAsync(path) };

        Assert.All(answers, answer => Assert.Equal((status, "\"address\";q=50;w=1"), ((int)answer.Status, answer.Headers.GetValues("RateLimit-Policy").Single())));
        Assert.All(answers, answer => Assert.Matches("^\"address\";r=(49|48);t=1$", answer.Headers.GetValues("RateLimit").Single()));
    }

    [Fact]
    public async Task An_address_that_asks_too_often_is_told_when_to_ask_again_and_a_key_is_not_concerned()
    {
        await using var host = await LimitedAsync(address: 1, key: 1_000);
        using var anonymous = host.Reader();
        using var administrator = host.Writer();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => anonymous.ReadAsync("/v1/actors")));
        var withKey = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => administrator.ReadAsync("/v1/actors")));

        var refused = answers.First(answer => answer.Status == HttpStatusCode.TooManyRequests);
        Assert.Equal(("too_many_requests", "1", "\"address\";r=0;t=1"), (refused.Code, refused.Headers.RetryAfter?.ToString(), refused.Headers.GetValues("RateLimit").Single()));
        Assert.All(withKey, answer => Assert.Equal((HttpStatusCode.OK, "\"key\";q=1000;w=1"), (answer.Status, answer.Headers.GetValues("RateLimit-Policy").Single())));
    }

    /// <summary>What is sent without the database counts, and so it is refused too.</summary>
    [Theory]
    [InlineData("/docs/index.html")]
    [InlineData("/docs/swagger-ui.css")]
    [InlineData("/docs")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/metrics")]
    [InlineData("/nowhere")]
    public async Task Whatever_is_counted_is_refused(string path)
    {
        await using var host = await LimitedAsync(address: 1);
        using var client = host.Reader();

        var statuses = new List<HttpStatusCode>();
        for (var time = 0; time < 20; time++)
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            statuses.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    [Fact]
    public async Task Each_key_has_a_rate_of_its_own()
    {
        await using var host = await LimitedAsync(key: 1);
        using var administrator = host.Writer();
        var secret = await PatientAsync(() => administrator.CreateAsync("keys", KeyCalls.Key("read")));
        using var client = host.Client((string)secret.Body!["secret"]!);

        var refused = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.ReadAsync("/v1/actors")));
        var other = await PatientAsync(() => administrator.ReadAsync("/v1/actors"));

        Assert.Contains(refused, answer => answer.Status == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, other.Status);
    }

    [Fact]
    public async Task Wrong_keys_count_for_the_address_they_come_from()
    {
        await using var host = await LimitedAsync(address: 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(async number =>
        {
            using var client = host.Client($"a-wrong-key-of-the-tests-number-{number}");
            return await client.ReadAsync("/v1/actors");
        }));

        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.Unauthorized);
        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.TooManyRequests);
        Assert.DoesNotContain(answers, answer => answer.Status == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_is_exempt(string path)
    {
        await using var host = await LimitedAsync(address: 1);
        using var client = host.Reader();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.ReadAsync(path)));

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, false), (answer.Status, answer.Headers.Contains("RateLimit"))));
    }

    [Fact]
    public async Task A_script_of_another_origin_can_read_the_refusal()
    {
        await using var host = await LimitedAsync(address: 1);
        using var client = host.Reader();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.ReadAsync("/v1/actors", ("Origin", "https://example.org"))));

        var refused = answers.First(answer => answer.Status == HttpStatusCode.TooManyRequests);
        Assert.Equal("*", refused.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("RateLimit", refused.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_who_waits_as_he_is_told_gets_all_he_asks_for()
    {
        await using var host = await LimitedAsync(address: 20);
        using var client = host.Reader();

        for (var count = 0; count < 50; count++) Assert.Equal(HttpStatusCode.OK, (await PatientAsync(() => client.ReadAsync("/v1/actors"))).Status);
    }

    [Fact]
    public void However_many_addresses_ask_the_memory_has_a_bound()
    {
        var rates = new Rates(Options.Create(new ServiceLimits()), TimeProvider.System);

        for (var number = 0; number < 200_000; number++) rates.Charge(string.Create(CultureInfo.InvariantCulture, $"address {number}"), 1);

        Assert.InRange(rates.Callers, 1, 50_001);
    }

    [Fact]
    public async Task Processes_of_one_store_count_together()
    {
        await using var database = await Engines.TestDatabase.CreateAsync();
        await using var one = await StanceHost.OverAsync(database, "--Limits:KeyRequestsPerSecond", "40");
        // A SQLite file has one writing process: there nobody is told.
        Assert.SkipUnless(one.Services.GetRequiredService<Engine>().HasOtherWriters, "One process writes to this store.");
        await using var other = await StanceHost.OverAsync(database, "--Limits:KeyRequestsPerSecond", "40");
        using var here = one.Writer();
        using var there = other.Writer();
        // Both have heard of each other once.
        await here.ReadAsync("/v1/actors");
        await there.ReadAsync("/v1/actors");
        await ExchangeAsync(one, other, one, other);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => here.ReadAsync("/v1/actors")));
        await ExchangeAsync(one, other);
        var answer = await there.ReadAsync("/v1/actors");

        Assert.InRange(int.Parse(Left().Match(answer.Headers.GetValues("RateLimit").Single()).Groups[1].Value, CultureInfo.InvariantCulture), 0, 38);
    }

    private static async Task ExchangeAsync(params StanceHost[] hosts)
    {
        foreach (var host in hosts) await host.Services.GetRequiredService<RateExchange>().ExchangeAsync(TestContext.Current.CancellationToken);
    }

    private static Task<StanceHost> LimitedAsync(int address = 1_000_000, int key = 1_000_000) => StanceHost.StartAsync(
        seeds: false,
        "--Limits:AddressRequestsPerSecond", address.ToString(CultureInfo.InvariantCulture), "--Limits:KeyRequestsPerSecond", key.ToString(CultureInfo.InvariantCulture));

    /// <summary>Asks, and waits where it is told to.</summary>
    private static async Task<Answer> PatientAsync(Func<Task<Answer>> ask)
    {
        while (true)
        {
            var answer = await ask();
            if (answer.Status != HttpStatusCode.TooManyRequests) return answer;
            await Task.Delay(answer.Headers.RetryAfter!.Delta!.Value, TestContext.Current.CancellationToken);
        }
    }

    [GeneratedRegex(@";r=(\d+);")]
    private static partial Regex Left();
}
