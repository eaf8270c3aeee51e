using Microsoft.AspNetCore.Routing;

namespace StanceApi.Tests.Contract;

/// <summary>Whatever the service answers under /v1 is in its document, and nothing else is.</summary>
public sealed class InventoryTests(SeededStore store)
{
    [Fact]
    public async Task Every_route_is_documented_and_every_documented_path_is_a_route()
    {
        using var client = store.Host.Reader();
        var document = (await client.ReadAsync("/openapi/v1.json")).Body!["paths"]!.AsObject();

        var documented = document.SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}")).Order(StringComparer.Ordinal);
        var routes = store.Host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1", StringComparison.Ordinal) || endpoint.RoutePattern.RawText.StartsWith("/health", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"))
            .Order(StringComparer.Ordinal);

        Assert.Equal(routes, documented);
    }
}
