using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using StanceApi.Values;

namespace StanceApi.Storage;

/// <summary>Lists of values inside a row, as JSON text; the same list always gives the same text.</summary>
internal static class JsonColumn
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public static string Write<T>(IEnumerable<T>? items) => JsonSerializer.Serialize(items ?? [], Options);

    /// <exception cref="DamagedColumnException">It is no such list.</exception>
    public static IReadOnlyList<T> Read<T>(string json, [CallerArgumentExpression(nameof(json))] string column = "")
    {
        try
        {
            if (JsonSerializer.Deserialize<T[]>(json, Options) is { } items && !Array.Exists(items, item => item is null)) return items;
        }
        catch (JsonException invalid)
        {
            throw new DamagedColumnException(column, $"holds no such list, from {invalid.Path} on", invalid);
        }

        throw new DamagedColumnException(column, "holds no such list: it is null, or has items that are");
    }
}
