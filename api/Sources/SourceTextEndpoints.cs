using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Sources;

/// <summary>The text of a source: <c>/v1/sources/{id}/text</c>.</summary>
internal static class SourceTextEndpoints
{
    /// <summary>A text that a source of the demonstration data could have.</summary>
    internal const string ExampleText = "The minister declined to say whether soldiers would be sent.";

    internal static readonly ParameterMetadata Id = new("id", "The source's id.") { PathExample = "news-report-2025-10-28" };

    private static readonly OperationMetadata Reading = new(
        [
            Id,
            ReadParameters.KnownAt,
            ReadParameters.IfNoneMatch,
        ],
        [400, 401, 403, 404, 406, 410, 500])
    { AnswerHeaders = ["ETag", SnapshotReads.Header] };

    private static readonly OperationMetadata Writing = new(
        [
            Id,
            new("validate_only", "Runs every check, keeps nothing, and answers 200 with what would be there.") { IsFlag = true },
            new("If-Match", "The ETag that the source must still have; 412 where it has another.", IsHeader: true),
            new("If-None-Match", "`*`: only where the source has no text yet; 412 where it has one.", IsHeader: true),
        ],
        [400, 401, 403, 404, 406, 410, 412, 413, 415, 500])
    { AnswerHeaders = ["ETag?", "Location"], Files = [new FileBody(SourceText.Format.MediaType, "The text, UTF-8, as it is: nothing of it is changed.", ExampleText)] };

    public static IServiceCollection AddSourceTexts(this IServiceCollection services) => services.AddSingleton<SourceTextReads>().AddSingleton<SourceTextWrites>();

    public static IEndpointRouteBuilder MapSourceTexts(this IEndpointRouteBuilder routes)
    {
        var reads = routes.ServiceProvider.GetRequiredService<SourceTextReads>();
        var writes = routes.ServiceProvider.GetRequiredService<SourceTextWrites>();
        var limits = routes.ServiceProvider.GetRequiredService<IOptions<ServiceLimits>>().Value;
        var group = routes.MapGroup("/v1/sources/{id}/text").WithTags("sources");
        group.MapFormats("", [SourceText.Format], (http, _) => reads.GetAsync(http, (string)http.GetRouteValue("id")!))
            .WithMetadata(
                Reading,
                new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [SourceText.Format.MediaType]))
            .WithName("getSourceText").WithSummary("Read the text of a source")
            .WithDescription("The stored text, byte for byte as it was sent: the spans of citations count its Unicode code points, and its SHA-256 is the source's `text_sha256`. A restricted text (`text_access`) takes a key with the scope `texts`; `known_at` does not get around that.");
        group.MapJson(HttpMethods.Put, "", writes.PutAsync)
            .WithMetadata(
                Writing,
                new RequestSizeLimitAttribute(limits.TextBytes),
                new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(StoredText), [Body.Json]),
                new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(StoredText), [Body.Json]))
            .WithName("putSourceText").WithSummary("Store the text of a source")
            .WithDescription("Stores or replaces the text and checks every citation of the source against it, in one change: the source has a new version, and so has each position and argument with a citation whose check is another one now. The same text again changes nothing.")
            .RequireAuthorization(AccessFeature.Write);
        return routes;
    }
}
