using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StanceApi.OpenApi;

/// <summary>
/// What every object has: descriptions from the doc comments, and the right nullability. Answers may gain members, and every
/// documented one is always there, except where the type says otherwise.
/// </summary>
internal sealed class RecordSchemaFilter : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties: { Count: > 0 } members } record) return;
        record.Description = DocComments.Of(context.Type);
        foreach (var property in context.Type.GetProperties())
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            if (members.TryGetValue(name, out var member)) members[name] = Describe(member, property);
        }

        if (InputSchemaFilter.IsInput(context.Type)) return;
        record.AdditionalPropertiesAllowed = true;
        record.AdditionalProperties = null;
        var optional = context.Type.GetProperties().Where(IsOptional).Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        record.Required = new HashSet<string>(members.Keys.Except(optional));
    }

    /// <summary>A member that is left out where it is null.</summary>
    private static bool IsOptional(PropertyInfo property) => property.IsDefined(typeof(JsonIgnoreAttribute), inherit: true);

    private static IOpenApiSchema Describe(IOpenApiSchema member, PropertyInfo property)
    {
        var isNullable = IsNullable(property) && !IsOptional(property);
        if (member is OpenApiSchemaReference reference)
        {
            reference.Description = isNullable ? null : DocComments.Of(property);
            // A nullable reference would come out as the bare reference, or as one that is always null for some generators.
            return isNullable ? new OpenApiSchema { OneOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }], Description = DocComments.Of(property) } : reference;
        }

        var inline = (OpenApiSchema)member;
        inline.Description = DocComments.Of(property);
        if (property.Name == "RecordedAt") inline.Format = "date-time";
        inline.Type = isNullable ? inline.Type | JsonSchemaType.Null : inline.Type & ~JsonSchemaType.Null;
        return inline;
    }

    public static bool IsNullable(PropertyInfo property) => property.PropertyType.IsValueType
        ? Nullable.GetUnderlyingType(property.PropertyType) is not null
        : new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
}
