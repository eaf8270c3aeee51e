using Microsoft.OpenApi;

namespace StanceApi.OpenApi;

/// <summary>
/// OpenAPI 3.0 has no null type: "one of a reference and null" becomes all of the reference, nullable, which its generators
/// understand.
/// </summary>
internal sealed class NullableReferences30 : OpenApiVisitorBase
{
    public override void Visit(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema { OneOf: [OpenApiSchemaReference reference, OpenApiSchema { Type: JsonSchemaType.Null }] } either) return;
        either.OneOf = null;
        either.AllOf = [reference];
        // Nullable and no type of its own: with one, NSwag makes a class for every such member, and a string of every enum.
        either.Type = JsonSchemaType.Null;
    }
}
