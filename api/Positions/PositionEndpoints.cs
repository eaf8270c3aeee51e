using StanceApi.Citations;
using StanceApi.Nouns;

namespace StanceApi.Positions;

/// <summary>The feature of positions.</summary>
internal static class PositionEndpoints
{
    public static IServiceCollection AddPositions(this IServiceCollection services) => services.AddCitingNoun(
        CitationHolder.Position,
        provider => PositionStore.Noun(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<CitationChecks>()),
        PositionStore.WithCitations);

    public static IEndpointRouteBuilder MapPositions(this IEndpointRouteBuilder routes) => routes.MapNoun<PositionInput, PositionRow, Position>();
}
