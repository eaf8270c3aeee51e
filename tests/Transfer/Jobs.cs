using System.Net;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Transfer;

/// <summary>Sends imports that take long, and follows them.</summary>
internal static class Jobs
{
    /// <summary>Positions under ids of their own.</summary>
    public static JsonObject[] Positions(World world, int count)
    {
        var prefix = Api.NewId("p");
        return [.. Enumerable.Range(0, count).Select(number => world.NewPosition().With($"{prefix}-{number}"))];
    }

    public static async Task<JsonNode> EndAsync(HttpClient client, string path)
    {
        while (true)
        {
            var job = (await client.ReadAsync(path)).Body!;
            if ((string)job["state"]! is not ("queued" or "running")) return job;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static async Task<(Answer Accepted, JsonNode Job)> RunAsync(HttpClient client, string path, string file, string mediaType = Files.Ndjson)
    {
        var accepted = await client.ImportAsync(path, file, mediaType);
        Assert.True(accepted.Status == HttpStatusCode.Accepted, accepted.Body?.ToJsonString());
        return (accepted, await EndAsync(client, accepted.Headers.Location!.ToString()));
    }
}
