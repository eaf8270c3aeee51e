using System.Text.Json;
using StanceApi.Values;

namespace StanceApi.Transfer;

/// <summary>The id of a line that is refused: what is wrong with the rest need not keep anybody from finding the record.</summary>
internal static class LineId
{
    /// <summary>The id in a record, of a text its source's; null where there is none that could be one.</summary>
    public static string? Of(ReadOnlySpan<byte> data, ImportType type)
    {
        try
        {
            return Find(data, type == ImportType.SourceText ? "source_id"u8 : "id"u8);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Find(ReadOnlySpan<byte> data, ReadOnlySpan<byte> member)
    {
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = Limits.JsonDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals(member);
            reader.Read();
            if (isId) return reader.TokenType == JsonTokenType.String && reader.GetString() is { } id && Id.IsValid(id) ? id : null;
            reader.Skip();
        }

        return null;
    }
}
