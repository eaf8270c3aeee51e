using StanceApi.Nouns;

namespace StanceApi.Positions;

/// <summary>The feature of positions.</summary>
internal static class PositionEndpoints
{
    public static IServiceCollection AddPositions(this IServiceCollection services) => services.AddNoun(provider => PositionStore.Noun(provider.GetRequiredService<TimeProvider>()));

    public static IEndpointRouteBuilder MapPositions(this IEndpointRouteBuilder routes) => routes.MapNoun<PositionInput, PositionRow, Position>();
}
