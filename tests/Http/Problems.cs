using System.Text.Json.Nodes;
using StanceApi.Http;

namespace StanceApi.Tests.Http;

/// <summary>What every problem document has (RFC 9457, and the contract's own members).</summary>
internal static class Problems
{
    private static readonly string[] Parts = ["body", "query", "path", "header"];

    /// <summary>Reads the problem of an answer and checks its shape.</summary>
    public static async Task<JsonObject> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var seen = $"{(int)response.StatusCode} {response.Content.Headers.ContentType}: {text}";
        Assert.True(response.Content.Headers.ContentType is { MediaType: "application/problem+json" }, seen);
        var problem = JsonNode.Parse(text)!.AsObject();
        var code = (string)problem["code"]!;
        Assert.True(Codes.Titles.ContainsKey(code), seen);
        Assert.Equal($"urn:stanceapi:problem:{code}", (string)problem["type"]!);
        Assert.Equal(Codes.Titles[code], (string)problem["title"]!);
        Assert.Equal((int)response.StatusCode, (int)problem["status"]!);
        Assert.NotEmpty((string)problem["detail"]!);
        Assert.NotEmpty((string)problem["trace_id"]!);
        Assert.StartsWith("/", (string)problem["instance"]!, StringComparison.Ordinal);
        Assert.All(problem["errors"]!.AsArray(), CheckError);
        return problem;
    }

    private static void CheckError(JsonNode? error)
    {
        Assert.Contains((string)error!["in"]!, Parts);
        Assert.Matches("^(/|$)", (string)error["pointer"]!);
        Assert.True(Codes.Titles.ContainsKey((string)error["code"]!));
        Assert.NotEmpty((string)error["detail"]!);
    }
}
