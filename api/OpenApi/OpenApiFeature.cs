namespace StanceApi.OpenApi;

internal static class OpenApiFeature
{
    public static IServiceCollection AddOpenApiDocuments(this IServiceCollection services) => services;

    public static IEndpointRouteBuilder MapOpenApiDocuments(this IEndpointRouteBuilder routes) => routes;
}
