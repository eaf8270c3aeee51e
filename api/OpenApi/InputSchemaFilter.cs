using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.OpenApi;
using StanceApi.Http;
using StanceApi.Values;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StanceApi.OpenApi;

/// <summary>The bounds of what clients send, from the same attributes that the reader of requests enforces.</summary>
internal sealed class InputSchemaFilter : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema record || record.Properties is null) return;
        foreach (var property in context.Type.GetProperties())
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            if (record.Properties.TryGetValue(name, out var member) && member is OpenApiSchema inline) Bound(inline, property);
        }

        if (IsInput(context.Type)) Close(record, context);
    }

    /// <summary>Whether the type is only sent, never answered.</summary>
    public static bool IsInput(Type type) => type.Name.EndsWith("Input", StringComparison.Ordinal);

    private static void Bound(OpenApiSchema member, PropertyInfo property)
    {
        if (!IsInput(property.DeclaringType!) && !property.IsDefined(typeof(ValidationAttribute))) return;
        if (member.Items is not null)
        {
            // On a list the attributes of a text are of its items.
            (member.MinLength, member.MaxLength, member.Pattern) = (null, null, null);
            member.MaxItems = property.GetCustomAttribute<MaxLengthAttribute>()?.Length ?? Limits.List;
            member.MinItems = property.GetCustomAttribute<MinLengthAttribute>()?.Length;
            if (member.Items is OpenApiSchema { Type: JsonSchemaType.String } item) BoundText(item, property);
        }
        else if (member.Type?.HasFlag(JsonSchemaType.String) == true)
        {
            BoundText(member, property);
        }

        if (property.GetCustomAttribute<RangeAttribute>() is not { } range) return;
        member.Minimum = Convert.ToString(range.Minimum, CultureInfo.InvariantCulture);
        member.Maximum = Convert.ToString(range.Maximum, CultureInfo.InvariantCulture);
    }

    private static void BoundText(OpenApiSchema text, PropertyInfo property)
    {
        var rule = property.GetCustomAttribute<TextRule>();
        text.MinLength = 1;
        text.MaxLength = property.GetCustomAttribute<StringLengthAttribute>()?.MaximumLength ?? (rule?.Pattern is null ? Limits.Text : null);
        text.Pattern = rule?.Pattern;
        text.Format = rule?.Format;
    }

    /// <summary>Unknown members are refused; those that the service owns are accepted, ignored, and so read-only.</summary>
    private static void Close(OpenApiSchema record, SchemaFilterContext context)
    {
        record.AdditionalPropertiesAllowed = false;
        record.Required = new HashSet<string>(Json.Options.GetTypeInfo(context.Type).Properties.Where(property => property.IsRequired).Select(property => property.Name));
        if (context.Type.GetCustomAttribute<ServerOwnedAttribute>() is not { } owned) return;
        foreach (var name in owned.Members)
        {
            var property = owned.DescribedBy.GetProperties().Single(each => JsonNamingPolicy.SnakeCaseLower.ConvertName(each.Name) == name);
            var schema = context.SchemaGenerator.GenerateSchema(property.PropertyType, context.SchemaRepository);
            var isNullable = RecordSchemaFilter.IsNullable(property);
            var member = schema as OpenApiSchema
                ?? (isNullable ? new OpenApiSchema { OneOf = [schema, new OpenApiSchema { Type = JsonSchemaType.Null }] } : new OpenApiSchema { AllOf = [schema] });
            if (isNullable && schema is OpenApiSchema) member.Type |= JsonSchemaType.Null;
            if (property.Name == "RecordedAt") member.Format = "date-time";
            member.ReadOnly = true;
            member.Description = "The service's own: accepted and ignored.";
            record.Properties![name] = member;
        }
    }
}
