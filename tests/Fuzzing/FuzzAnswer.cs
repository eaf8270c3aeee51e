using System.Text;
using System.Text.Json;

namespace StanceApi.Tests.Fuzzing;

/// <summary>What was answered.</summary>
internal sealed record FuzzAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string? MediaType, byte[] Body)
{
    /// <summary>A stream of events never ends: it is read for so long.</summary>
    private static readonly TimeSpan Listening = TimeSpan.FromMilliseconds(150);

    private readonly Lazy<JsonElement?> json = new(() => MediaType?.EndsWith("json", StringComparison.Ordinal) == true && Body.Length > 0 ? Parse(Body) : null);

    /// <summary>The body where it is JSON.</summary>
    public JsonElement? Json => json.Value;

    public string Text => Encoding.UTF8.GetString(Body);

    public static async Task<FuzzAnswer> ReadAsync(HttpResponseMessage response)
    {
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        var body = mediaType == "text/event-stream" ? await ListenAsync(response) : await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new FuzzAnswer((int)response.StatusCode, headers, mediaType, body);
    }

    /// <summary>A member of the body's object that is a text; null where there is none.</summary>
    public string? Member(string name) =>
        Json is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public override string ToString() => $"{Status} {MediaType} {(Text.Length <= 1_500 ? Text : Text[..1_500])}";

    private static async Task<byte[]> ListenAsync(HttpResponseMessage response)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(Listening);
        using var heard = new MemoryStream();
        try
        {
            await (await response.Content.ReadAsStreamAsync(end.Token)).CopyToAsync(heard, end.Token);
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }

        return heard.ToArray();
    }

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
