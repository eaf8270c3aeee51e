using StanceApi.Citations;
using StanceApi.Http;
using StanceApi.Nouns;

namespace StanceApi.Sources;

/// <summary>The citations of a source: <c>/v1/sources/{id}/citations</c>.</summary>
internal static class SourceCitationEndpoints
{
    private static readonly OperationMetadata Documentation = new(
        [
            SourceTextEndpoints.Id,
            new("check", "Only citations of these checks: `not_found` lists the broken ones. Repeat the parameter for any of several.", Words: typeof(CitationCheck)),
            new("noun", "Only citations in records of these nouns. Repeat the parameter for any of several.", Words: typeof(CitationHolder)),
            ReadParameters.Limit,
            ReadParameters.Cursor,
            ReadParameters.KnownAt,
            ReadParameters.IfNoneMatch,
        ],
        [400, 401, 404, 406, 410, 500])
    { AnswerHeaders = ["ETag", "Link?", SnapshotReads.Header] };

    public static IServiceCollection AddSourceCitations(this IServiceCollection services) => services.AddSingleton<SourceCitationReads>();

    public static IEndpointRouteBuilder MapSourceCitations(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/v1/sources/{id}/citations").WithTags("sources")
            .MapJson(HttpMethods.Get, "", routes.ServiceProvider.GetRequiredService<SourceCitationReads>().GetAsync)
            .WithMetadata(
                Documentation,
                new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Page<SourceCitation>), [Body.Json]))
            .WithName("listSourceCitations").WithSummary("List the citations of a source")
            .WithDescription("Every citation of the source, by noun, id and index: whether the stored text bears it out, and the passage in its paragraph. A page may be short, even empty, where it looked for checks in vain: only `next: null` is the end.");
        return routes;
    }
}
