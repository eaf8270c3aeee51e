using StanceApi.Http;
using StanceApi.Nouns;

namespace StanceApi.Search;

/// <summary>The feature of search: <c>/v1/search</c>.</summary>
internal static class SearchEndpoints
{
    private static readonly OperationMetadata Documentation = new(
        [
            new("q", SearchParameters.Language),
            new("type", "Only records of these nouns. Repeat the parameter for any of several.", Words: typeof(SearchedType)),
            ReadParameters.Limit,
            ReadParameters.Cursor,
            new(SearchParameters.Expand, "Puts the record that was found beside its id.") { AnyOf = ("SearchHitExpansion", [SearchParameters.Record]) },
            ReadParameters.IfNoneMatch,
        ],
        [400, 401, 406, 500])
    { AnswerHeaders = ["ETag", "Link?", SnapshotReads.Header] };

    public static IServiceCollection AddSearch(this IServiceCollection services) => services.AddSingleton<SearchReads>();

    public static IEndpointRouteBuilder MapSearch(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/v1/search").WithTags("search")
            .MapJson(HttpMethods.Get, "", routes.ServiceProvider.GetRequiredService<SearchReads>().GetAsync)
            .WithMetadata(Documentation, new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(SearchPage), [Body.Json]))
            .WithName("search").WithSummary("Search all texts")
            .WithDescription($"Finds records by the words of their names, aliases, questions, claims, summaries, conditions, descriptions and roles, and sources by their stored text too. Best first: records whose names hold all the words, then those whose other texts do, then passages of sources' texts; among equals the shortest text, then the newest. Where more than {SearchStore.MostEntries} entries match, the newest {SearchStore.MostEntries} are ranked and counted, and `complete` is false. It finds what is recorded now, so there is no `known_at`. For suggestions while somebody types: `q=kha*&type=actor`.");
        return routes;
    }
}
