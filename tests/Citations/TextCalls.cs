using System.Text;

namespace StanceApi.Tests.Citations;

/// <summary>What tests say about the texts of sources, in a line each.</summary>
internal static class TextCalls
{
    public static async Task<Answer> PutTextAsync(this HttpClient client, string source, string text, string query = "", params (string Name, string Value)[] headers)
    {
        using var content = new StringContent(text, new UTF8Encoding(false), "text/plain");
        return await client.PutTextAsync(source, content, query, headers);
    }

    public static async Task<Answer> PutTextAsync(this HttpClient client, string source, HttpContent content, string query = "", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/sources/{source}/text{query}") { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, response.Headers, response.Content.Headers, System.Text.Json.Nodes.JsonNode.Parse(body));
    }

    /// <summary>The stored text of a source, with whatever stands before its first letter.</summary>
    public static async Task<string> TextAsync(this HttpClient client, string source) =>
        Encoding.UTF8.GetString(await client.GetByteArrayAsync(new Uri($"/v1/sources/{source}/text", UriKind.Relative), TestContext.Current.CancellationToken));
}
