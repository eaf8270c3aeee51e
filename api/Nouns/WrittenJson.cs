using System.Text.Json;
using System.Text.Json.Serialization;

namespace StanceApi.Nouns;

/// <summary>JSON that is written already, as UTF-8: it stands in an answer as it is.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct WrittenJson(ReadOnlyMemory<byte> Utf8)
{
    private sealed class Converter : JsonConverter<WrittenJson>
    {
        /// <exception cref="NotSupportedException">Always: nobody reads what was written here.</exception>
        public override WrittenJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, WrittenJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }
}
