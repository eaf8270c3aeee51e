using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace StanceApi.Tests;

/// <summary>An answer: its status, headers and body as JSON (null where it has none).</summary>
public sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, JsonNode? Body)
{
    /// <summary>The answer's ETag as it was sent.</summary>
    public string? ETag => Headers.ETag?.ToString();

    /// <summary>The problem's code.</summary>
    public string? Code => (string?)Body?["code"];

    /// <summary>The pointers of a problem's errors, in order.</summary>
    public string[] Pointers => [.. Body?["errors"]?.AsArray().Select(error => (string)error!["pointer"]!) ?? []];

    /// <summary>The ids of a list's items, in order.</summary>
    public string[] Ids => [.. Body!["items"]!.AsArray().Select(item => (string)item!["id"]!)];
}

/// <summary>What tests say to the API, in a line each.</summary>
public static class Api
{
    private static int unique;

    /// <summary>An id that no other test uses.</summary>
    public static string NewId(string prefix = "r") => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{Interlocked.Increment(ref unique)}");

    public static async Task<Answer> SendAsync(
        this HttpClient client, HttpMethod method, string path, string? body = null, string mediaType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, mediaType);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, response.Headers, response.Content.Headers, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public static Task<Answer> ReadAsync(this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.SendAsync(HttpMethod.Get, path, headers: headers);

    /// <summary>Reads again and again until the answer is the one that is waited for.</summary>
    public static async Task<Answer> UntilAsync(this HttpClient client, string path, Predicate<Answer> isIt)
    {
        while (true)
        {
            var answer = await client.ReadAsync(path);
            if (isIt(answer)) return answer;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public static Task<Answer> CreateAsync(this HttpClient client, string noun, JsonObject record, params (string Name, string Value)[] headers) =>
        client.SendAsync(HttpMethod.Post, $"/v1/{noun}", record.ToJsonString(), headers: headers);

    public static Task<Answer> ReplaceAsync(this HttpClient client, string noun, string id, JsonObject record, params (string Name, string Value)[] headers) =>
        client.SendAsync(HttpMethod.Put, $"/v1/{noun}/{id}", record.ToJsonString(), headers: headers);

    public static Task<Answer> ChangeAsync(this HttpClient client, string noun, string id, JsonObject patch, params (string Name, string Value)[] headers) =>
        client.SendAsync(HttpMethod.Patch, $"/v1/{noun}/{id}", patch.ToJsonString(), "application/merge-patch+json", headers);

    public static Task<Answer> RetireAsync(this HttpClient client, string noun, string id, params (string Name, string Value)[] headers) =>
        client.SendAsync(HttpMethod.Delete, $"/v1/{noun}/{id}", headers: headers);
}
