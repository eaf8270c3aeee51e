using Microsoft.OpenApi;
using StanceApi.Http;
using StanceApi.Nouns;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StanceApi.OpenApi;

/// <summary>Documents the operations that every noun has, from the same tables that answer them.</summary>
internal sealed class NounOperationFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<NounOperationMetadata>().FirstOrDefault() is { } described) Describe(operation, described, context);
        else Describe(operation, metadata.OfType<OperationMetadata>().Single(), context);
        if (metadata.OfType<FormatOffer>().FirstOrDefault() is { } offer) operation.Parameters!.Add(Parameters.Of(offer, context));
    }

    private static void Describe(OpenApiOperation operation, NounOperationMetadata metadata, OperationFilterContext context)
    {
        var (noun, verb) = metadata;
        var texts = OperationTexts.Of(noun, verb);
        operation.Summary = texts.Summary;
        operation.Description = texts.Description;
        operation.Parameters = [.. Parameters.Of(noun, verb, context)];
        operation.RequestBody = Bodies.Request(noun, verb, context);
        operation.Responses = Bodies.Responses(noun, verb, context);
        operation.Security = Security(verb, context);
    }

    private static void Describe(OpenApiOperation operation, OperationMetadata metadata, OperationFilterContext context)
    {
        foreach (var status in metadata.Problems.Union([503])) operation.Responses!.TryAdd($"{status}", Responses.Of(context.Document, status));
        operation.Parameters = [.. metadata.Parameters.Select(parameter => Parameters.Of(parameter, context))];
        operation.RequestBody = metadata.TextBody is { } text ? Bodies.Text(text) : null;
        foreach (var success in operation.Responses!.Where(response => response.Key[0] == '2').Select(response => response.Value).OfType<OpenApiResponse>())
            Bodies.Complete(success, metadata, context);
        if (metadata.Parameters.Contains(ReadParameters.IfNoneMatch)) operation.Responses!["304"] = Bodies.Unchanged();
        // What may be forbidden needs a key; what may be unauthorized takes one.
        operation.Security = metadata.Problems switch
        {
            _ when metadata.Problems.Contains(403) => Security(NounOperation.Put, context),
            _ when metadata.Problems.Contains(401) => Security(NounOperation.Get, context),
            _ => [new OpenApiSecurityRequirement()],
        };
    }

    private static List<OpenApiSecurityRequirement> Security(NounOperation verb, OperationFilterContext context)
    {
        var key = new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", context.Document)] = [] };
        return verb is NounOperation.List or NounOperation.Get ? [new OpenApiSecurityRequirement(), key] : [key];
    }
}
