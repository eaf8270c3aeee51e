using Microsoft.AspNetCore.Diagnostics;
using StanceApi.Storage;

namespace StanceApi.Http;

/// <summary>Turns everything that no handler answered into a problem document: exceptions, unknown paths, wrong methods.</summary>
internal static class Failures
{
    public static IApplicationBuilder UseFailures(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = http => ProblemDocument.WriteAsync(http, Of(http.Features.Get<IExceptionHandlerFeature>()!.Error, http)),
            StatusCodeSelector = failure => Of(failure, null).Status,
            // What a client or the store's state causes is no fault of the program: only the rest is logged as one.
            SuppressDiagnosticsCallback = context => Of(context.Exception, null).Status < StatusCodes.Status500InternalServerError || context.Exception is StoreException,
        });
        return app.UseStatusCodePages(context => ProblemDocument.WriteAsync(context.HttpContext, Of(context.HttpContext)));
    }

    private static Problem Of(Exception failure, HttpContext? http) => failure switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new Problem(StatusCodes.Status413PayloadTooLarge, Codes.BodyTooLarge, "The body is over the limit of this service; send less at once."),
        BadHttpRequestException bad => new Problem(bad.StatusCode, Codes.BadRequest, "The request breaks off or cannot be read."),
        StoreException { Failure: StoreFailure.Busy } => Problem.Busy("Too many requests wait already. Try again shortly."),
        StoreException { Failure: StoreFailure.TimedOut } => new Problem(StatusCodes.Status503ServiceUnavailable, Codes.QueryTimeout, "The query was stopped. Ask for less: a smaller page, or more filters.") { Headers = Problem.RetryAfter },
        StoreException => new Problem(StatusCodes.Status503ServiceUnavailable, Codes.StoreUnavailable, "Nothing was kept. Try again shortly.") { Headers = Problem.RetryAfter },
        OperationCanceledException when http?.RequestAborted.IsCancellationRequested == true => new Problem(StatusCodes.Status499ClientClosedRequest, Codes.BadRequest, "The client closed the request."),
        _ => new Problem(StatusCodes.Status500InternalServerError, Codes.InternalError, "This is our fault. Tell us the trace_id."),
    };

    private static Problem Of(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new Problem(StatusCodes.Status404NotFound, Codes.PathNotFound, $"There is nothing at {http.Request.Path}. The documentation is at /docs."),
        StatusCodes.Status405MethodNotAllowed => new Problem(StatusCodes.Status405MethodNotAllowed, Codes.MethodNotAllowed, $"This path takes {http.Response.Headers.Allow}."),
        StatusCodes.Status413PayloadTooLarge => new Problem(StatusCodes.Status413PayloadTooLarge, Codes.BodyTooLarge, "The body is over the limit of this service; send less at once."),
        StatusCodes.Status415UnsupportedMediaType => new Problem(StatusCodes.Status415UnsupportedMediaType, Codes.UnsupportedMediaType, "The body's content type is not taken here."),
        var status => new Problem(status, status < StatusCodes.Status500InternalServerError ? Codes.BadRequest : Codes.InternalError, "The request cannot be served."),
    };
}
