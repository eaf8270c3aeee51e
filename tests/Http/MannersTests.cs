using System.Net;

namespace StanceApi.Tests.Http;

/// <summary>What a client may rely on at every path: CORS, caching headers, documentation, health.</summary>
public sealed class MannersTests(SeededStore store)
{
    private readonly HttpClient client = store.Host.Reader();

    [Fact]
    public async Task A_script_of_another_origin_may_read_the_headers_it_needs()
    {
        var answer = await client.ReadAsync("/v1/actors", ("Origin", "https://example.org"));

        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(
            "ETag,Link,Location,Retry-After,Stance-Snapshot,RateLimit,RateLimit-Policy,Idempotency-Replayed",
            answer.Headers.GetValues("Access-Control-Expose-Headers").Single());
    }

    [Fact]
    public async Task A_preflight_of_a_write_is_allowed()
    {
        var answer = await client.SendAsync(
            HttpMethod.Options, "/v1/actors/x",
            headers: [("Origin", "https://example.org"), ("Access-Control-Request-Method", "PATCH"), ("Access-Control-Request-Headers", "authorization,if-match")]);

        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Contains("PATCH", answer.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/actors")]
    [InlineData("/v1/actors/khawaja-asif")]
    [InlineData("/v1/actors/khawaja-asif?fields=name")]
    public async Task Reads_say_how_they_may_be_cached(string path)
    {
        var answer = await client.ReadAsync(path);

        Assert.True(answer.Headers.CacheControl!.NoCache);
        Assert.Equal(["Accept", "Authorization"], answer.Headers.Vary);
        Assert.Equal(!path.EndsWith("asif", StringComparison.Ordinal), answer.Headers.ETag!.IsWeak);
    }

    [Theory]
    [InlineData("/openapi/v1.json", "application/json", "\"openapi\": \"3.1")]
    [InlineData("/openapi/v1.yaml", "application/yaml", "openapi: '3.1")]
    [InlineData("/openapi/v1-3.0.json", "application/json", "\"openapi\": \"3.0")]
    [InlineData("/docs/index.html", "text/html", "swagger-ui")]
    [InlineData("/", "text/html", "swagger-ui")]
    public async Task Documentation_is_served(string path, string mediaType, string part)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(part, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("live")]
    [InlineData("ready")]
    public async Task Health_is_told(string probe)
    {
        var answer = await client.ReadAsync($"/health/{probe}");

        Assert.Equal((HttpStatusCode.OK, probe), (answer.Status, (string?)answer.Body!["status"]));
    }

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/openapi/v1.yaml")]
    [InlineData("/openapi/v1-3.0.json")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task What_takes_no_parameters_refuses_them(string path)
    {
        var answer = await client.ReadAsync($"{path}?pretty=true");

        Assert.Equal((HttpStatusCode.BadRequest, "unknown_parameter", "/pretty"), (answer.Status, answer.Code, answer.Pointers.Single()));
    }
}
