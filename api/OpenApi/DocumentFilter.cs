using Microsoft.OpenApi;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StanceApi.OpenApi;

/// <summary>What belongs to the document as a whole: its tags, the problem responses, and the members that <c>expand</c> adds.</summary>
internal sealed class DocumentFilter(IEnumerable<INoun> nouns, IEnumerable<ExpandedRecord> others) : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var tags = nouns.Select(noun => new OpenApiTag { Name = noun.Plural, Description = noun.Description })
            .Append(new OpenApiTag { Name = "stances", Description = "Where actors stand, concluded from their positions, and how that changed." })
            .Append(new OpenApiTag { Name = "analysis", Description = "Figures of stances, networks and arguments, each with the positions that made it." })
            .Append(new OpenApiTag { Name = "search", Description = "Records by the words of their texts." })
            .Append(new OpenApiTag { Name = "changes", Description = "The change feed: everything that was written, in order." })
            .Append(new OpenApiTag { Name = "export", Description = "Everything that there is, as files." })
            .Append(new OpenApiTag { Name = "import", Description = "Files of records, in." })
            .Append(new OpenApiTag { Name = "keys", Description = "Who may do what: for administrators." })
            .Append(new OpenApiTag { Name = "backups", Description = "Copies of the whole store: for administrators." })
            .Append(new OpenApiTag { Name = "health", Description = "Whether the service runs and can answer." });
        swaggerDoc.Tags = new HashSet<OpenApiTag>(tags);
        var problem = context.SchemaGenerator.GenerateSchema(typeof(ProblemDocument), context.SchemaRepository);
        swaggerDoc.Components!.Responses = Responses.All(problem);
        foreach (var noun in nouns) Expand(noun.RecordType, noun.Expansions, swaggerDoc, context);
        foreach (var other in others) Expand(other.Type, other.Expansions, swaggerDoc, context);
    }

    private static void Expand(Type record, IReadOnlyList<Expansion> expansions, OpenApiDocument document, DocumentFilterContext context)
    {
        if (context.SchemaRepository.Schemas[record.Name] is not OpenApiSchema { Properties: { } members }) return;
        foreach (var expansion in expansions)
        {
            var name = char.ToUpperInvariant(expansion.Noun[0]) + expansion.Noun[1..^1];
            var expanded = new OpenApiSchemaReference(name, document);
            var text = $"Only with `expand={expansion.Name}`.";
            members[expansion.Name] = expansion switch
            {
                { IsList: true } => new OpenApiSchema { Type = JsonSchemaType.Array, Items = expanded, Description = text },
                { IsNullable: true } => new OpenApiSchema { OneOf = [expanded, new OpenApiSchema { Type = JsonSchemaType.Null }], Description = text },
                _ => new OpenApiSchemaReference(name, document) { Description = text },
            };
        }
    }
}
