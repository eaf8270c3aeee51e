using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using StanceApi.Http;
using StanceApi.Nouns;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StanceApi.OpenApi;

/// <summary>The bodies of an operation: what is sent and what is answered.</summary>
internal static class Bodies
{
    public static OpenApiRequestBody? Request(INoun noun, NounOperation operation, OperationFilterContext context) => operation switch
    {
        NounOperation.Create => Body(Http.Body.Json, Generate(noun.InputType, context), Examples.NewInput(noun)),
        NounOperation.Put => Body(Http.Body.Json, Generate(noun.InputType, context), Examples.Input(noun)),
        NounOperation.Patch => Body(Http.Body.MergePatch, Patch(noun, context), Examples.Patch(noun)),
        _ => null,
    };

    public static OpenApiResponses Responses(INoun noun, NounOperation operation, OperationFilterContext context)
    {
        var responses = new OpenApiResponses();
        foreach (var (status, response) in Successes(noun, operation, context)) responses[status] = response;
        foreach (var status in Statuses(operation)) responses[$"{status}"] = OpenApi.Responses.Of(context.Document, status);
        return responses;
    }

    private static IEnumerable<(string Status, OpenApiResponse Response)> Successes(INoun noun, NounOperation operation, OperationFilterContext context)
    {
        var record = Answer($"The {noun.Singular}.", Generate(noun.RecordType, context), Examples.Record(noun));
        switch (operation)
        {
            case NounOperation.List:
                var page = Generate((noun.SaidBy is null ? typeof(CountedPage<>) : typeof(DatedPage<>)).MakeGenericType(noun.RecordType), context);
                yield return ("200", With(Answer($"A page of {noun.Plural}.", page, Examples.Page(noun)), "ETag", "Link?", SnapshotReads.Header));
                yield return ("304", Unchanged());
                break;
            case NounOperation.History:
                var history = Generate(typeof(CountedPage<>).MakeGenericType(typeof(HistoryEntry<>).MakeGenericType(noun.RecordType)), context);
                yield return ("200", With(Answer($"A page of versions of the {noun.Singular}.", history, Examples.History(noun)), "ETag", "Link?", SnapshotReads.Header));
                yield return ("304", Unchanged());
                break;
            case NounOperation.Get:
                yield return ("200", With(record, "ETag", SnapshotReads.Header));
                yield return ("304", Unchanged());
                break;
            case NounOperation.Retire:
                // A body here would make two types of success, of which NSwag throws the second, the 204, as an error.
                yield return ("200", new OpenApiResponse { Description = "With `validate_only=true`: it would be retired." });
                yield return ("204", new OpenApiResponse { Description = "Retired." });
                break;
            default:
                yield return ("200", With(Answer(operation == NounOperation.Create ? "With `validate_only=true`: what would be created." : "As it is now, or would be with `validate_only=true`.", Generate(noun.RecordType, context), Examples.Record(noun)), operation == NounOperation.Create ? [] : ["ETag?"]));
                if (operation != NounOperation.Patch) yield return ("201", operation == NounOperation.Create ? With(record, "ETag", "Location", "Idempotency-Replayed?") : With(record, "ETag", "Location"));
                break;
        }
    }

    /// <summary>What the client holds is current.</summary>
    public static OpenApiResponse Unchanged(bool hasSnapshot = true) =>
        With(new OpenApiResponse { Description = "What the client holds is current." }, hasSnapshot ? ["ETag", SnapshotReads.Header] : ["ETag"]);

    /// <summary>Adds to a success what only the endpoint knows: its headers, its example, and the type of its events.</summary>
    public static void Complete(OpenApiResponse success, string status, string operation, OperationMetadata metadata, OperationFilterContext context)
    {
        With(success, [.. metadata.AnswerHeaders.Where(header => header != "Location" || status is "201" or "202")]);
        foreach (var (mediaType, content) in success.Content ?? new Dictionary<string, OpenApiMediaType>())
        {
            if (mediaType == Http.Body.Json) content.Example = metadata.Example?.Invoke() ?? AnswerExamples.Of(operation);
            if (mediaType == "text/plain") content.Example = Sources.SourceTextEndpoints.ExampleText;
            if (mediaType == "application/x-ndjson" && metadata.Example is { } line) content.Example = JsonValue.Create(line().ToJsonString(Http.Json.Options));
            if (mediaType == "text/event-stream" && metadata.Event is { } type) content.Schema = Generate(type, context);
            // What is no JSON is a text, or bytes, to whoever generates a client.
            else if (mediaType != Http.Body.Json) content.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = IsText(mediaType) ? null : "binary" };
        }
    }

    private static bool IsText(string mediaType) =>
        mediaType.StartsWith("text/", StringComparison.Ordinal) || mediaType.EndsWith("+xml", StringComparison.Ordinal) || mediaType.EndsWith("json", StringComparison.Ordinal);

    private static int[] Statuses(NounOperation operation) => operation switch
    {
        NounOperation.List => [400, 401, 406, 429, 500, 503],
        NounOperation.History => [400, 401, 404, 406, 429, 500, 503],
        NounOperation.Get => [400, 401, 404, 406, 410, 429, 500, 503],
        NounOperation.Create => [400, 401, 403, 406, 409, 413, 415, 422, 429, 500, 503],
        NounOperation.Put => [400, 401, 403, 406, 409, 412, 413, 415, 422, 429, 500, 503],
        NounOperation.Patch => [400, 401, 403, 404, 406, 409, 410, 412, 413, 415, 422, 429, 500, 503],
        _ => [400, 401, 403, 404, 406, 409, 410, 412, 429, 500, 503],
    };

    private static IOpenApiSchema Generate(Type type, OperationFilterContext context) => context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository);

    /// <summary>The input with nothing required: a patch sends what it changes.</summary>
    private static OpenApiSchemaReference Patch(INoun noun, OperationFilterContext context)
    {
        var name = $"{noun.RecordType.Name}Patch";
        if (!context.SchemaRepository.Schemas.ContainsKey(name))
        {
            Generate(noun.InputType, context);
            var patch = (OpenApiSchema)context.SchemaRepository.Schemas[noun.InputType.Name].CreateShallowCopy();
            patch.Required = null;
            patch.Properties = new Dictionary<string, IOpenApiSchema>(patch.Properties!)
            {
                ["id"] = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = Values.Id.Pattern, Description = "The path's id, where it is sent at all." },
            };
            patch.Description = $"A merge patch of {noun.Plural}: the members that change, null for those to be emptied.";
            context.SchemaRepository.AddDefinition(name, patch);
        }

        return new OpenApiSchemaReference(name, context.Document);
    }

    private static OpenApiRequestBody Body(string mediaType, IOpenApiSchema schema, JsonNode example) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType> { [mediaType] = new OpenApiMediaType { Schema = schema, Example = example } },
    };

    /// <summary>A body of JSON.</summary>
    public static OpenApiRequestBody Json((Type Type, Func<JsonObject> Example) input, OperationFilterContext context) => Body(Http.Body.Json, Generate(input.Type, context), input.Example());

    /// <summary>A body that is a file, in one of several forms.</summary>
    public static OpenApiRequestBody Files(IReadOnlyList<FileBody> files) => new()
    {
        Required = true,
        Description = string.Join(' ', files.Select(file => file.Description)),
        Content = files.ToDictionary(file => file.MediaType, file => new OpenApiMediaType
        {
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1 },
            Example = file.Example is { } example ? JsonValue.Create(example) : null,
        }),
    };

    private static OpenApiResponse Answer(string description, IOpenApiSchema schema, JsonNode example) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType> { [Http.Body.Json] = new OpenApiMediaType { Schema = schema, Example = example } },
    };

    /// <summary>The response with these headers documented; one that is not always there is written with a question mark.</summary>
    public static OpenApiResponse With(OpenApiResponse response, params string[] headers)
    {
        if (headers.Length == 0) return response;
        response.Headers = headers.ToDictionary(name => name.TrimEnd('?'), IOpenApiHeader (name) => new OpenApiHeader
        {
            Description = Headers[name],
            Required = !name.EndsWith('?'),
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
        return response;
    }

    private static readonly Dictionary<string, string> Headers = new()
    {
        ["ETag"] = "The tag of this representation: strong and made of the version for a plain record, weak for everything else.",
        ["ETag?"] = "The tag of this representation; absent where nothing is kept (`validate_only`) and where events are streamed.",
        ["Link?"] = "The next page, `rel=\"next\"`; absent on the last one.",
        ["Location"] = "The path of what is new.",
        [SnapshotReads.Header] = "The feed position of the state that is shown.",
        ["Idempotency-Replayed?"] = "`true` where this is the answer to an earlier request with the same key.",
    };
}
