using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Values;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StanceApi.OpenApi;

/// <summary>The parameters of an operation: path, query and headers.</summary>
internal static class Parameters
{
    public static IEnumerable<IOpenApiParameter> Of(INoun noun, NounOperation operation, OperationFilterContext context) => operation switch
    {
        NounOperation.List => [.. List(noun, context), .. Read(context, ReadParameters.Limit, ReadParameters.Cursor, ReadParameters.Count), .. Shape(noun, context), .. Read(context, Times(noun))],
        NounOperation.Get => [IdOf(noun), .. Shape(noun, context), .. Read(context, ReadParameters.KnownAt, ReadParameters.IfNoneMatch)],
        NounOperation.History => [IdOf(noun), .. Read(context, ReadParameters.Limit, ReadParameters.Cursor, ReadParameters.Count, ReadParameters.KnownAt, ReadParameters.IfNoneMatch)],
        NounOperation.Create => [ValidateOnly(), .. Options(noun), IdempotencyKey()],
        NounOperation.Put => [IdOf(noun), ValidateOnly(), .. Options(noun), IfMatch(), CreateOnly()],
        NounOperation.Patch => [IdOf(noun), ValidateOnly(), .. Options(noun), IfMatch()],
        _ => [IdOf(noun), ValidateOnly(), IfMatch()],
    };

    /// <summary>A parameter of an endpoint that is not a noun's.</summary>
    public static IOpenApiParameter Of(ParameterMetadata parameter, OperationFilterContext context)
    {
        if (parameter.IsHeader) return Header(parameter.Name, parameter.Description);
        if (parameter.PathExample is { } example) return PathOf(parameter.Name, parameter.Description, example);
        if (parameter.AnyOf is not { } words) return Query(parameter.Name, parameter.Description, SchemaOf(parameter, context));
        return Query(parameter.Name, parameter.Description, ListOf(Named(words.Name, words.Words, context)), explode: false);
    }

    private static IEnumerable<IOpenApiParameter> Read(OperationFilterContext context, params IEnumerable<ParameterMetadata> parameters) =>
        parameters.Select(parameter => Of(parameter, context));

    private static ParameterMetadata[] Times(INoun noun) => noun.SaidBy is null
        ? [ReadParameters.KnownAt, ReadParameters.IfNoneMatch]
        : [ReadParameters.KnownAt, ReadParameters.AsOf, ReadParameters.IfNoneMatch];

    private static IOpenApiSchema SchemaOf(ParameterMetadata parameter, OperationFilterContext context)
    {
        var text = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = parameter.Pattern, MinLength = parameter.IsList ? 1 : null };
        return parameter switch
        {
            { Words: { } words } => ListOf(context.SchemaGenerator.GenerateSchema(words, context.SchemaRepository)),
            { Word: { } word } => context.SchemaGenerator.GenerateSchema(word, context.SchemaRepository),
            { Range: { } range } => new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = $"{range.Smallest}", Maximum = $"{range.Largest}", Default = range.Default },
            { IsFlag: true } => new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false },
            { IsList: true } => ListOf(text),
            _ => text,
        };
    }

    /// <summary>The parameter that chooses one of the formats that an endpoint offers.</summary>
    public static OpenApiParameter Of(FormatOffer offer, OperationFilterContext context)
    {
        string[] words = [.. offer.Formats.Select(format => format.Word)];
        var formats = offer.Formats.Select(format => $"`{format.Word}` is `{format.MediaType}`");
        return Query(
            Format.Parameter,
            $"The format of the answer: {string.Join(", ", formats)}. Where it is given, Accept is not looked at.",
            Named($"{string.Join("Or", words.Select(CodeName))}Format", words, context));
    }

    private static IEnumerable<IOpenApiParameter> List(INoun noun, OperationFilterContext context) =>
    [
        .. Read(context, noun.Filters.Select(ReadParameters.Of)),
        .. Read(context, noun.Ranges.SelectMany(ReadParameters.Of)),
        Query("sort", "The order, `id` where nothing is said; `-` before a name reverses it. Ties are broken by `id`; records of one instant are in the order in which they were recorded.", Named($"{Name(noun)}Sort", SortWords(noun), context)),
    ];

    private static IEnumerable<OpenApiParameter> Shape(INoun noun, OperationFilterContext context)
    {
        yield return Query("fields", "Only these members, separated by commas or repeated; all where nothing is said. The others are absent then, whatever the schema of the answer says.", ListOf(Named($"{Name(noun)}Field", noun.Members, context)), explode: false);
        if (noun.Expansions.Count == 0) yield break;
        yield return Query(
            "expand",
            "Puts these records beside the ids that name them; separated by commas or repeated.",
            ListOf(Named($"{Name(noun)}Expansion", noun.Expansions.Select(expansion => expansion.Name), context)),
            explode: false);
    }

    private static IEnumerable<string> SortWords(INoun noun) => noun.Sorts.SelectMany(sort => new[] { sort.Name, $"-{sort.Name}" });

    /// <summary>recorded_at as RecordedAt, -recorded_at as RecordedAtDescending.</summary>
    private static string CodeName(string word) =>
        string.Concat(word.TrimStart('-').Split('_').Select(part => char.ToUpperInvariant(part[0]) + part[1..])) + (word[0] == '-' ? "Descending" : "");

    private static string Name(INoun noun) => noun.RecordType.Name;

    private static OpenApiSchema ListOf(IOpenApiSchema item) => new() { Type = JsonSchemaType.Array, Items = item };

    /// <summary>A named schema for the words of one noun's parameter.</summary>
    private static OpenApiSchemaReference Named(string name, IEnumerable<string> words, OperationFilterContext context)
    {
        if (!context.SchemaRepository.Schemas.ContainsKey(name))
            context.SchemaRepository.AddDefinition(name, new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. words.Select(word => (JsonNode)JsonValue.Create(word))],
                // For generators that would make a name of the minus.
                Extensions = new Dictionary<string, IOpenApiExtension> { ["x-enumNames"] = new JsonNodeExtension(new JsonArray([.. words.Select(word => (JsonNode)JsonValue.Create(CodeName(word)))])) },
            });
        return new OpenApiSchemaReference(name, context.Document);
    }

    private static OpenApiParameter Query(string name, string description, IOpenApiSchema schema, bool? explode = null) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = schema,
        Style = explode is null ? null : ParameterStyle.Form,
        Explode = explode ?? true,
    };

    private static OpenApiParameter IdOf(INoun noun) => PathOf("id", $"The {noun.Singular}'s id.", OpenApi.Examples.IdOf(noun));

    private static OpenApiParameter PathOf(string name, string description, string example) => new()
    {
        Name = name,
        In = ParameterLocation.Path,
        Required = true,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = Id.Pattern },
        Example = example,
    };

    private static OpenApiParameter ValidateOnly() =>
        Query("validate_only", "Runs every check, keeps nothing, and answers 200 with what would be there.", new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false });

    private static IEnumerable<OpenApiParameter> Options(INoun noun) =>
        noun.WriteOptions.Select(option => Query(option.Name, option.Description, new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false }));

    private static OpenApiParameter IfMatch() => Header("If-Match", "The ETag that the record must still have; 412 where it has another.");

    private static OpenApiParameter CreateOnly() => Header("If-None-Match", "`*`: create only; 412 where there is a record already.");

    private static OpenApiParameter IdempotencyKey() =>
        Header("Idempotency-Key", "A key of the client's own, 1 to 255 visible ASCII characters: the same key and body get the first answer again, for 72 hours.");

    private static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
