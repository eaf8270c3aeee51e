using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace StanceApi.Tests.Transfer;

/// <summary>Files to import, and what tests say of them in a line each.</summary>
internal static class Files
{
    public const string Ndjson = "application/x-ndjson";
    public const string Csv = "text/csv";

    /// <summary>The order in which an import writes, by noun.</summary>
    public static readonly string[] Order = ["sources", "questions", "actors", "arguments", "positions"];

    public static string Lines(params IEnumerable<JsonObject> records) => string.Concat(records.Select(record => $"{record.ToJsonString()}\n"));

    /// <summary>A line of a mixed file.</summary>
    public static JsonObject Mixed(string type, JsonObject data) => new() { ["type"] = type, ["data"] = data.DeepClone() };

    public static JsonObject With(this JsonObject record, string id)
    {
        var copy = new JsonObject { ["id"] = id };
        foreach (var (name, value) in record) copy[name] = value?.DeepClone();
        return copy;
    }

    /// <summary>The closing line of these lines.</summary>
    public static string End(string lines, int? count = null, string? sha256 = null) => new JsonObject
    {
        ["$end"] = new JsonObject
        {
            ["count"] = count ?? lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length,
            ["sha256"] = sha256 ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines))),
            ["snapshot"] = "1",
        },
    }.ToJsonString() + "\n";

    public static Task<Answer> ImportAsync(this HttpClient client, string path, string file, string mediaType = Ndjson, params (string Name, string Value)[] headers) =>
        client.SendAsync(HttpMethod.Post, $"/v1/import{path}", file, mediaType, headers);

    public static async Task<Answer> ImportAsync(this HttpClient client, string path, byte[] file, string mediaType = Ndjson, string? encoding = null)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        using var response = await client.PostAsync(new Uri($"/v1/import{path}", UriKind.Relative), content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, response.Headers, response.Content.Headers, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public static byte[] Packed(string text)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return buffer.ToArray();
    }

    /// <summary>The newest feed position.</summary>
    public static async Task<string> HeadAsync(this HttpClient client)
    {
        var after = "0";
        while (true)
        {
            var page = (await client.ReadAsync($"/v1/changes?after={after}&limit=500")).Body!;
            if ((string)page["next"]! == after) return after;
            after = (string)page["next"]!;
        }
    }

    /// <summary>For each line of an answer its number, effect and the codes of its errors: <c>1 created</c>, <c>2 /actor_id reference_not_found</c>.</summary>
    public static string[] Verdicts(this Answer answer) => [.. answer.Body!["lines"]!.AsArray().Select(line =>
        line!["effect"] is { } effect
            ? $"{line["line"]} {effect}"
            : $"{line["line"]} {string.Join(' ', line["errors"]!.AsArray().Select(error => $"{error!["pointer"]} {error["code"]}"))}")];
}
