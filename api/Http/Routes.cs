namespace StanceApi.Http;

/// <summary>
/// Handlers as plain request delegates. Route handlers that bind their parameters cost about 7 ms of compilation each at every
/// start; ours read the request themselves, strictly, and need none of it.
/// </summary>
internal static class Routes
{
    private static readonly string[] Get = [HttpMethods.Get];

    private static readonly Format[] Json = [Format.Json];

    /// <summary>Maps a handler of JSON; the client must take that.</summary>
    public static IEndpointConventionBuilder MapJson(this IEndpointRouteBuilder routes, string method, string pattern, Func<HttpContext, Task<IResult>> handler) =>
        (HttpMethods.IsGet(method) ? routes.MapRead(pattern, Json, (http, _) => handler(http)) : routes.MapMethods(pattern, [method], Delegate(Accept.Choose, Json, (http, _) => handler(http))))
            .WithMetadata(handler.Method);

    /// <summary>Maps a handler of JSON for the record that the path names.</summary>
    public static IEndpointConventionBuilder MapJson(this IEndpointRouteBuilder routes, string method, string pattern, Func<HttpContext, string, Task<IResult>> handler) =>
        routes.MapJson(method, pattern, http => handler(http, (string)http.GetRouteValue("id")!)).WithMetadata(handler.Method);

    /// <summary>Maps a handler of reads in several formats, the default one first; it is told which the client asks for.</summary>
    public static IEndpointConventionBuilder MapFormats(this IEndpointRouteBuilder routes, string pattern, IReadOnlyList<Format> offered, Func<HttpContext, Format, Task<IResult>> handler) =>
        routes.MapRead(pattern, offered, handler).WithMetadata(handler.Method);

    /// <summary>Maps a handler that answers in its one format whatever the client takes.</summary>
    public static IEndpointConventionBuilder MapAny(this IEndpointRouteBuilder routes, string method, string pattern, Func<HttpContext, Task<IResult>> handler) =>
        routes.MapMethods(pattern, [method], async http => await (await handler(http)).ExecuteAsync(http)).WithMetadata(handler.Method);

    /// <summary>Maps a document that is served to everybody as it is, whatever the client takes, and not documented itself.</summary>
    public static void MapText(this IEndpointRouteBuilder routes, string pattern, string mediaType, Func<string> text) =>
        routes.MapMethods(pattern, Get, http => (QueryParameters.RefuseAll(http.Request) ?? (IResult)TypedResults.Text(text(), mediaType)).ExecuteAsync(http)).AllowAnonymous();

    private static IEndpointConventionBuilder MapRead(this IEndpointRouteBuilder routes, string pattern, IReadOnlyList<Format> offered, Func<HttpContext, Format, Task<IResult>> handler) =>
        routes.MapMethods(pattern, Get, Delegate(Format.Choose, offered, handler)).WithMetadata(new FormatOffer(offered));

    private static RequestDelegate Delegate(
        Func<HttpRequest, IReadOnlyList<Format>, (Format? Chosen, Problem? Problem)> choose, IReadOnlyList<Format> offered, Func<HttpContext, Format, Task<IResult>> handler) => async http =>
    {
        var (format, problem) = choose(http.Request, offered);
        // For what depends on it beside the handler: ETags.
        http.Features.Set(format);
        var result = format is null ? new ProblemResult(problem!) : await handler(http, format);
        await result.ExecuteAsync(http);
    };
}
