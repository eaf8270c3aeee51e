
namespace StanceApi.Tests.Access;

/// <summary>What Swagger UI's Authorize needs: the scheme, every operation that takes it, and a page that remembers.</summary>
public sealed class AuthorizeTests(SeededStore store)
{
    private readonly HttpClient client = store.Host.Reader();

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/openapi/v1-3.0.json")]
    public async Task Every_operation_that_needs_a_key_or_takes_one_says_so(string path)
    {
        var document = (await client.ReadAsync(path)).Body!;

        var scheme = document["components"]!["securitySchemes"]!["key"]!;
        Assert.Equal(("http", "bearer"), ((string?)scheme["type"], (string?)scheme["scheme"]));
        var operations = document["paths"]!.AsObject().SelectMany(each => each.Value!.AsObject().Select(operation => (Path: each.Key, Verb: operation.Key, Operation: operation.Value!)));
        Assert.All(operations, each => Assert.Equal(Expected(each.Path, each.Verb), each.Operation["security"]!.ToJsonString()));
        Assert.All(operations.Where(each => !each.Path.StartsWith("/health", StringComparison.Ordinal)), each => Assert.NotNull(each.Operation["responses"]!["401"]));
        Assert.All(operations.Where(each => Expected(each.Path, each.Verb) == """[{"key":[]}]"""), each => Assert.NotNull(each.Operation["responses"]!["403"]));
    }

    [Fact]
    public async Task The_page_keeps_the_key_between_visits()
    {
        var script = await client.GetStringAsync("/docs/index.js", TestContext.Current.CancellationToken);

        Assert.Contains("\"persistAuthorization\":true", script, StringComparison.Ordinal);
        Assert.Contains("/openapi/v1.json", script, StringComparison.Ordinal);
    }

    private static string Expected(string path, string verb)
    {
        if (path.StartsWith("/health", StringComparison.Ordinal)) return "[{}]";
        string[] closed = ["/v1/keys", "/v1/jobs", "/v1/backups", "/v1/export/stance.db"];
        return verb == "get" && !closed.Any(each => path.StartsWith(each, StringComparison.Ordinal)) ? """[{},{"key":[]}]""" : """[{"key":[]}]""";
    }
}
