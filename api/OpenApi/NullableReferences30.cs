using Microsoft.OpenApi;

namespace StanceApi.OpenApi;

/// <summary>
/// OpenAPI 3.0 has no null type: "one of a reference and null" becomes all of the reference, nullable, which its generators
/// understand.
/// </summary>
internal sealed class NullableReferences30(OpenApiDocument document) : OpenApiVisitorBase
{
    public override void Visit(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema { OneOf: [OpenApiSchemaReference reference, OpenApiSchema { Type: JsonSchemaType.Null }] } either) return;
        either.OneOf = null;
        either.AllOf = [reference];
        either.Type = document.Components!.Schemas![reference.Reference.Id!].Type | JsonSchemaType.Null;
    }
}
