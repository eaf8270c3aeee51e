using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Access;

/// <summary>What tests say about keys, in a line each.</summary>
internal static class KeyCalls
{
    public static JsonObject Key(params string[] scopes) => new() { ["name"] = "A key of a test", ["scopes"] = new JsonArray([.. scopes.Select(scope => (JsonNode)scope)]) };

    /// <summary>Creates a key and returns its id and its secret.</summary>
    public static async Task<(string Id, string Secret)> NewKeyAsync(this HttpClient administrator, params string[] scopes)
    {
        var answer = await administrator.CreateAsync("keys", Key(scopes));
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Body?.ToJsonString());
        return ((string)answer.Body!["id"]!, (string)answer.Body["secret"]!);
    }
}
