using StanceApi.Citations;
using StanceApi.Nouns;

namespace StanceApi.Arguments;

/// <summary>The feature of arguments.</summary>
internal static class ArgumentEndpoints
{
    public static IServiceCollection AddArguments(this IServiceCollection services) => services.AddCitingNoun(
        CitationHolder.Argument, provider => ArgumentStore.Noun(provider.GetRequiredService<CitationChecks>()), ArgumentStore.WithCitations);

    public static IEndpointRouteBuilder MapArguments(this IEndpointRouteBuilder routes) => routes.MapNoun<ArgumentInput, ArgumentRow, Argument>();
}
