using System.Net;

namespace StanceApi.Tests.Access;

/// <summary>With Auth:AnonymousRead=false nobody reads without a key; what tells how to use the service stays open.</summary>
public sealed class AnonymousReadTests(AnonymousReadTests.ClosedStore store) : IClassFixture<AnonymousReadTests.ClosedStore>
{
    public static TheoryData<string> Reads =>
    [
        "/v1/actors", "/v1/actors/khawaja-asif", "/v1/actors/khawaja-asif/history", "/v1/actors/khawaja-asif/timeline", "/v1/sources/news-report-2025-10-28/text",
        "/v1/sources/news-report-2025-10-28/citations", "/v1/stances", "/v1/questions/contribute-troops/summary", "/v1/matrix", "/v1/networks/actors", "/v1/networks/affiliations",
        "/v1/questions/contribute-troops/argument-map", "/v1/actors/khawaja-asif/agreement/rana-sanaullah", "/v1/changes", "/v1/nothing-there",
    ];

    [Theory, MemberData(nameof(Reads))]
    public async Task A_read_needs_a_key(string path)
    {
        using var anonymous = store.Host.Reader();
        using var administrator = store.Host.Writer();
        using var reader = store.Host.Client((await administrator.NewKeyAsync("read")).Secret);

        var refused = await anonymous.ReadAsync(path);
        var answered = await reader.ReadAsync(path);

        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized", "Bearer realm=\"StanceApi\""), (refused.Status, refused.Code, refused.Headers.WwwAuthenticate.ToString()));
        Assert.NotEqual(HttpStatusCode.Unauthorized, answered.Status);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/openapi/v1-3.0.json")]
    public async Task What_tells_how_to_use_the_service_stays_open(string path)
    {
        using var anonymous = store.Host.Reader();

        Assert.Equal(HttpStatusCode.OK, (await anonymous.ReadAsync(path)).Status);
    }

    [Fact]
    public async Task The_documentation_page_stays_open()
    {
        using var anonymous = store.Host.Reader();
        using var page = await anonymous.GetAsync("/docs", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task The_document_says_so()
    {
        using var anonymous = store.Host.Reader();

        var paths = (await anonymous.ReadAsync("/openapi/v1.json")).Body!["paths"]!.AsObject();

        Assert.All(
            paths.SelectMany(path => path.Value!.AsObject().Select(operation => (path.Key, Security: operation.Value!["security"]!.ToJsonString()))),
            operation => Assert.Equal(operation.Key.StartsWith("/health", StringComparison.Ordinal) ? "[{}]" : """[{"key":[]}]""", operation.Security));
    }

    /// <summary>A service that lets nobody read without a key.</summary>
    public sealed class ClosedStore : IAsyncLifetime
    {
        public StanceHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await StanceHost.StartAsync(seeds: true, "--Auth:AnonymousRead", "false");

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
