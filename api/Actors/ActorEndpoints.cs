using StanceApi.Nouns;

namespace StanceApi.Actors;

/// <summary>The feature of actors.</summary>
internal static class ActorEndpoints
{
    public static IServiceCollection AddActors(this IServiceCollection services) => services.AddNoun(_ => ActorStore.Noun());

    public static IEndpointRouteBuilder MapActors(this IEndpointRouteBuilder routes) => routes.MapNoun<ActorInput, ActorRow, Actor>();
}
