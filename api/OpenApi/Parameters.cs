using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StanceApi.OpenApi;

/// <summary>The parameters of an operation: path, query and headers.</summary>
internal static class Parameters
{
    public static IEnumerable<IOpenApiParameter> Of(INoun noun, NounOperation operation, OperationFilterContext context) => operation switch
    {
        NounOperation.List => [.. List(noun, context), .. Paging(), Count(), .. Shape(noun, context), KnownAtOf(), IfNoneMatch()],
        NounOperation.Get => [IdOf(noun), .. Shape(noun, context), KnownAtOf(), IfNoneMatch()],
        NounOperation.History => [IdOf(noun), .. Paging(), KnownAtOf(), IfNoneMatch()],
        NounOperation.Create => [ValidateOnly(), .. Options(noun), IdempotencyKey()],
        NounOperation.Put => [IdOf(noun), ValidateOnly(), .. Options(noun), IfMatch(), CreateOnly()],
        NounOperation.Patch => [IdOf(noun), ValidateOnly(), .. Options(noun), IfMatch()],
        _ => [IdOf(noun), ValidateOnly(), IfMatch()],
    };

    /// <summary>A parameter of an endpoint that is not a noun's.</summary>
    public static IOpenApiParameter Of(ParameterMetadata parameter, OperationFilterContext context)
    {
        IOpenApiSchema schema = parameter switch
        {
            { Words: { } words } => ListOf(context.SchemaGenerator.GenerateSchema(words, context.SchemaRepository)),
            { Range: { } range } => new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = $"{range.Smallest}", Maximum = $"{range.Largest}", Default = range.Default },
            { IsFlag: true } => new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false },
            _ => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = parameter.Pattern },
        };
        return parameter switch
        {
            { IsHeader: true } => Header(parameter.Name, parameter.Description),
            { IsPath: true } => Path(parameter.Name, parameter.Description, schema, parameter.Example),
            _ => Query(parameter.Name, parameter.Description, schema),
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

    private static IEnumerable<OpenApiParameter> List(INoun noun, OperationFilterContext context)
    {
        foreach (var filter in noun.Filters) yield return Query(filter.Name, Repeated(filter.Description), ListOf(Value(filter, context)));
        foreach (var range in noun.Ranges)
        {
            var pattern = range.AllowInstant ? PartialDate.InstantPattern : PartialDate.DatePattern;
            foreach (var (name, description) in ListParameters.BoundNames(range))
                yield return Query(name, description, new OpenApiSchema { Type = JsonSchemaType.String, Pattern = pattern });
        }

        yield return Query("sort", "The order, `id` where nothing is said; `-` before a name reverses it. Ties are broken by `id`.", Named($"{Name(noun)}Sort", SortWords(noun), context));
    }

    private static IEnumerable<OpenApiParameter> Paging()
    {
        yield return Query("limit", "How many items a page has at most.", new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = $"{ListParameters.LargestLimit}",
            Default = ListParameters.DefaultLimit,
        });
        yield return Query("cursor", "Where the page begins: `next` of the page before, unchanged, with the same filters and sort.", new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[A-Za-z0-9_-]+$" });
    }

    private static OpenApiParameter Count() =>
        Query("count", "Adds `total`, how many records the whole list has.", new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false });

    private static OpenApiParameter KnownAtOf() => Query(
        KnownAt.Parameter, KnownAt.Documentation.Description, new OpenApiSchema { Type = JsonSchemaType.String, Pattern = KnownAt.Documentation.Pattern });

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

    private static string Repeated(string description) => $"{description} Repeat the parameter for any of several.";

    private static IOpenApiSchema Value(Filter filter, OperationFilterContext context) => filter.Words is { } words
        ? context.SchemaGenerator.GenerateSchema(words, context.SchemaRepository)
        : new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, Pattern = filter.IsId ? Id.Pattern : filter.Rule?.Pattern };

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

    private static OpenApiParameter IdOf(INoun noun) =>
        Path("id", $"The {noun.Singular}'s id.", new OpenApiSchema { Type = JsonSchemaType.String, Pattern = Id.Pattern }, OpenApi.Examples.IdOf(noun));

    private static OpenApiParameter Path(string name, string description, IOpenApiSchema schema, string? example) => new()
    {
        Name = name,
        In = ParameterLocation.Path,
        Required = true,
        Description = description,
        Schema = schema,
        Example = example,
    };

    private static OpenApiParameter ValidateOnly() =>
        Query("validate_only", "Runs every check, keeps nothing, and answers 200 with what would be there.", new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false });

    private static IEnumerable<OpenApiParameter> Options(INoun noun) =>
        noun.WriteOptions.Select(option => Query(option.Name, option.Description, new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false }));

    private static OpenApiParameter IfNoneMatch() => Header("If-None-Match", "ETags that the client holds: 304 where one is current.");

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
