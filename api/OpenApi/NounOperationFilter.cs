using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StanceApi.OpenApi;

/// <summary>Documents the operations that every noun has, from the same tables that answer them.</summary>
internal sealed class NounOperationFilter(IOptions<AuthOptions> auth, IOptions<ServiceLimits> limits) : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<NounOperationMetadata>().FirstOrDefault() is { } described) Describe(operation, described, context);
        else Describe(operation, metadata.OfType<OperationMetadata>().Single(), context);
        operation.Security = Security(metadata, context);
        // What the settings allow is what the document says.
        foreach (var page in operation.Parameters!.Where(parameter => parameter.Name == "limit").Select(parameter => parameter.Schema).OfType<OpenApiSchema>())
            page.Maximum = limits.Value.PageItems.ToString(CultureInfo.InvariantCulture);
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
    }

    private static void Describe(OpenApiOperation operation, OperationMetadata metadata, OperationFilterContext context)
    {
        var name = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>().Last().EndpointName;
        foreach (var status in metadata.Problems.Union(metadata.Problems.Contains(401) ? [429, 503] : [503]).Order()) operation.Responses!.TryAdd($"{status}", Responses.Of(context.Document, status));
        operation.Parameters = [.. metadata.Parameters.Select(parameter => Parameters.Of(parameter, context))];
        operation.RequestBody = metadata.Input is { } input ? Bodies.Json(input, context) : metadata.Files.Count > 0 ? Bodies.Files(metadata.Files) : null;
        // Of answers without a body the framework describes but one.
        foreach (var bare in context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IProducesResponseTypeMetadata>())
            operation.Responses!.TryAdd($"{bare.StatusCode}", new OpenApiResponse { Description = ReasonPhrases.GetReasonPhrase(bare.StatusCode) });
        foreach (var (status, success) in operation.Responses!.Where(response => response.Key[0] == '2' && response.Value is OpenApiResponse))
            Bodies.Complete((OpenApiResponse)success, status, name, status == "202" ? metadata with { Example = metadata.Accepted ?? metadata.Example } : metadata, context);
        if (metadata.Parameters.Contains(ReadParameters.IfNoneMatch)) operation.Responses!["304"] = Bodies.Unchanged(metadata.AnswerHeaders.Contains(SnapshotReads.Header));
    }

    /// <summary>Whether a key is needed, taken, or not looked at, as the routes say themselves.</summary>
    private List<OpenApiSecurityRequirement> Security(IList<object> metadata, OperationFilterContext context)
    {
        if (metadata.OfType<IAllowAnonymous>().Any()) return [new OpenApiSecurityRequirement()];
        var key = new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", context.Document)] = [] };
        return metadata.OfType<IAuthorizeData>().Any() || !auth.Value.AnonymousRead ? [key] : [new OpenApiSecurityRequirement(), key];
    }
}
