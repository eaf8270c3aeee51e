using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using StanceApi.Values;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StanceApi.OpenApi;

/// <summary>An enum is a named schema with its words, each explained in the description.</summary>
internal sealed class WordsSchemaFilter : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        var type = Nullable.GetUnderlyingType(context.Type) ?? context.Type;
        if (!type.IsEnum || schema is not OpenApiSchema words) return;
        words.Type = JsonSchemaType.String;
        words.Format = null;
        words.Enum = [.. Words.List(type).Select(word => (JsonNode)JsonValue.Create(word))];
        var lines = Enum.GetNames(type).Zip(Words.List(type), (name, word) => $"- `{word}`: {DocComments.OfWord(type, name)}");
        words.Description = $"{DocComments.Of(type)}\n\n{string.Join('\n', lines)}";
    }
}
