namespace StanceApi.Http;

/// <summary>
/// Handlers as plain request delegates. Route handlers that bind their parameters cost about 7 ms of compilation each at every
/// start; ours read the request themselves, strictly, and need none of it.
/// </summary>
internal static class Routes
{
    private static readonly string[] Get = [HttpMethods.Get];

    /// <summary>Maps a handler of JSON; the client must take that.</summary>
    public static IEndpointConventionBuilder MapJson(this IEndpointRouteBuilder routes, string method, string pattern, Func<HttpContext, Task<IResult>> handler) =>
        routes.MapMethods(pattern, [method], Delegate(handler)).WithMetadata(handler.Method);

    /// <summary>Maps a handler of JSON for the record that the path names.</summary>
    public static IEndpointConventionBuilder MapJson(this IEndpointRouteBuilder routes, string method, string pattern, Func<HttpContext, string, Task<IResult>> handler) =>
        routes.MapMethods(pattern, [method], Delegate(http => handler(http, (string)http.GetRouteValue("id")!))).WithMetadata(handler.Method);

    /// <summary>Maps a handler that looks at Accept itself, since it has more than JSON to offer.</summary>
    public static IEndpointConventionBuilder MapAny(this IEndpointRouteBuilder routes, string method, string pattern, Func<HttpContext, Task<IResult>> handler) =>
        routes.MapMethods(pattern, [method], async http => await (await handler(http)).ExecuteAsync(http)).WithMetadata(handler.Method);

    /// <summary>Maps a document that is served as it is, whatever the client takes, and not documented itself.</summary>
    public static void MapText(this IEndpointRouteBuilder routes, string pattern, string mediaType, Func<string> text) =>
        routes.MapMethods(pattern, Get, http => TypedResults.Text(text(), mediaType).ExecuteAsync(http));

    private static RequestDelegate Delegate(Func<HttpContext, Task<IResult>> handler) => async http =>
    {
        var result = Accept.Refuse(http.Request) is { } problem ? new ProblemResult(problem) : await handler(http);
        await result.ExecuteAsync(http);
    };
}
