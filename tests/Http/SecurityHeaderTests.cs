using System.Net;
using System.Text.RegularExpressions;

namespace StanceApi.Tests.Http;

/// <summary>What a browser may do with an answer, and whom the service believes of what stands before it.</summary>
public sealed partial class SecurityHeaderTests(SeededStore store)
{
    [Theory]
    [InlineData("/v1/actors", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/v1/actors?sort=color", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/v1/actors/nobody", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/nowhere", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/health/live", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/v1/matrix?format=csv", "default-src 'none'; frame-ancestors 'none'")]
    [InlineData("/v1/questions/contribute-troops/summary?format=svg", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox")]
    [InlineData("/docs/index.html", "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")]
    public async Task Every_answer_says_what_a_browser_may_do_with_it(string path, string policy)
    {
        using var client = store.Host.Reader();
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(policy, response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_page_of_the_documentation_needs_no_script_of_its_own_in_the_page()
    {
        using var client = store.Host.Reader();
        var page = await client.GetStringAsync("/docs/index.html", TestContext.Current.CancellationToken);

        Assert.Matches(Script(), page);
        Assert.All(Script().Matches(page), script => Assert.Matches(@"\bsrc=""\.?/?[a-z-]+\.js", script.Value));
        Assert.DoesNotMatch(@"\son\w+=", page);
    }

    [Theory]
    [InlineData("https://stance.example", "https://stance.example")]
    [InlineData("https://elsewhere.example", null)]
    [InlineData("null", null)]
    public async Task Only_the_scripts_of_origins_that_are_named_may_read(string origin, string? allowed)
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Cors:Origins", "https://stance.example, http://localhost:3000");
        using var client = host.Reader();

        var answer = await client.ReadAsync("/v1/actors", ("Origin", origin));

        Assert.Equal(allowed, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("https://stance.example", "Origin", "https://stance.example")]
    [InlineData("https://stance.example", "Origin", "https://elsewhere.example")]
    [InlineData("https://stance.example", "Accept", "*/*")]
    [InlineData("https://stance.example, http://localhost:3000", "Origin", "https://stance.example")]
    public async Task A_cache_keeps_answers_apart_by_origin_where_origins_are_named(string origins, string header, string value)
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Cors:Origins", origins);
        using var client = host.Reader();

        var answer = await client.ReadAsync("/v1/actors", (header, value));

        Assert.Equal(["Accept", "Authorization", "Origin"], answer.Headers.Vary.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task No_script_may_read_where_no_origin_is_named()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Cors:Origins", "");
        using var client = host.Reader();

        var answers = new[]
        {
            await client.ReadAsync("/v1/actors", ("Origin", "https://stance.example")),
            await client.SendAsync(HttpMethod.Options, "/v1/actors", headers: [("Origin", "https://stance.example"), ("Access-Control-Request-Method", "POST")]),
        };

        Assert.All(answers, answer => Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin")));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.0.0.0/8, 127.0.0.0/8", true)]
    public async Task Only_proxies_that_are_named_are_believed(string known, bool isBelieved)
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Proxies:Known", known, "--Limits:AddressRequestsPerSecond", "1");
        using var client = host.Reader();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => client.ReadAsync(
            "/v1/actors", ("X-Forwarded-For", $"198.51.100.{number}"), ("X-Forwarded-Proto", "https"), ("Host", "stance.example"))));

        // Believed, each is a client of its own, over https; else all are one client, over http.
        Assert.Equal(!isBelieved, answers.Any(answer => answer.Status == HttpStatusCode.TooManyRequests));
        Assert.All(answers, answer => Assert.Equal(isBelieved, answer.Headers.Contains("Strict-Transport-Security")));
    }

    [Fact]
    public async Task A_client_cannot_hide_behind_an_address_that_it_makes_up()
    {
        await using var host = await StanceHost.StartAsync(seeds: false, "--Proxies:Known", "127.0.0.1", "--Limits:AddressRequestsPerSecond", "1");
        using var client = host.Reader();

        // The proxy appends the address that it sees: only that one counts.
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => client.ReadAsync("/v1/actors", ("X-Forwarded-For", $"203.0.113.{number}, 198.51.100.7"))));

        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.TooManyRequests);
    }

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();
}
