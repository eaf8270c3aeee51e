using StanceApi.Nouns;

namespace StanceApi.Sources;

/// <summary>The feature of sources.</summary>
internal static class SourceEndpoints
{
    public static IServiceCollection AddSources(this IServiceCollection services) => services.AddNoun(_ => SourceStore.Noun()).AddSourceTexts().AddSourceCitations();

    public static IEndpointRouteBuilder MapSources(this IEndpointRouteBuilder routes) => routes.MapNoun<SourceInput, SourceRow, Source>().MapSourceTexts().MapSourceCitations();
}
