using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Http;

/// <summary>Turns everything that no handler answered into a problem document: exceptions, unknown paths, wrong methods.</summary>
internal static class Failures
{
    public static IApplicationBuilder UseFailures(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = http => RefuseAsync(http, Of(http.Features.Get<IExceptionHandlerFeature>()!.Error, http)),
            StatusCodeSelector = failure => Of(failure, null).Status,
            // What a client or the store's state causes is no fault of the program: only the rest is logged as one.
            SuppressDiagnosticsCallback = context => Of(context.Exception, null).Status < StatusCodes.Status500InternalServerError || context.Exception is StoreException,
        });
        app.Use(EndQuietlyAsync);
        return app.UseStatusCodePages(context => ProblemDocument.WriteAsync(context.HttpContext, Of(context.HttpContext)));
    }

    /// <summary>Whoever has hung up needs no answer, and stopping the work of the request is no fault that anybody should read of.</summary>
    private static async Task EndQuietlyAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (Exception stopped) when (http.RequestAborted.IsCancellationRequested && stopped is (OperationCanceledException or IOException or StoreException))
        {
            http.Abort();
        }
    }

    /// <summary>Answers a failure, unless whoever asked is found to be gone only now: the server tells that a moment after it breaks off a body.</summary>
    private static async Task RefuseAsync(HttpContext http, Problem problem)
    {
        try
        {
            await ProblemDocument.WriteAsync(http, problem);
        }
        catch (Exception gone) when (http.RequestAborted.IsCancellationRequested && gone is (OperationCanceledException or IOException))
        {
            http.Abort();
        }
    }

    private static Problem Of(Exception failure, HttpContext? http) => failure switch
    {
        BodyTooLargeException tooLarge => TooLarge(tooLarge.Limit),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(LimitOf(http)),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new Problem(StatusCodes.Status408RequestTimeout, Codes.BadRequest, "The body came too slowly. Send it without pauses."),
        BadHttpRequestException bad => new Problem(bad.StatusCode, Codes.BadRequest, "The request breaks off or cannot be read."),
        DamagedColumnException damaged => Unavailable(StoreException.Damaged) with { Cause = damaged.Message },
        StoreException { Failure: StoreFailure.Busy } busy => Problem.Busy(busy.Message),
        StoreException { Failure: StoreFailure.TimedOut } => new Problem(StatusCodes.Status503ServiceUnavailable, Codes.QueryTimeout, "The query was stopped. Ask for less: a smaller page, or more filters.") { Headers = Problem.RetryAfter },
        StoreException { Failure: StoreFailure.Uncertain } uncertain =>
            Unavailable($"{uncertain.Reason ?? "The store failed while it kept the write."} The write may be there or not: look before you send it again; with an Idempotency-Key it is safe to send again."),
        StoreException { Reason: { } reason } => Unavailable(reason),
        StoreException when http is not null && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) => Unavailable("The store cannot be read at this moment. Try again shortly."),
        StoreException => Unavailable("Nothing was kept. Try again shortly."),
        _ => new Problem(StatusCodes.Status500InternalServerError, Codes.InternalError, "This is our fault. Tell us the trace_id."),
    };

    private static Problem Unavailable(string detail) => new(StatusCodes.Status503ServiceUnavailable, Codes.StoreUnavailable, detail) { Headers = Problem.RetryAfter };

    private static Problem TooLarge(long? limit) =>
        Problem.At(StatusCodes.Status413PayloadTooLarge, Codes.BodyTooLarge, $"A body has at most {limit} bytes here; send less at once.", ErrorPlace.Body, "");

    private static long? LimitOf(HttpContext? http) => http?.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;

    private static Problem Of(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problem.At(StatusCodes.Status404NotFound, Codes.PathNotFound, $"There is nothing at {http.Request.Path}. The documentation is at /docs.", ErrorPlace.Path, ""),
        StatusCodes.Status405MethodNotAllowed => Problem.At(StatusCodes.Status405MethodNotAllowed, Codes.MethodNotAllowed, $"This path takes {HeadRequests.Allowed(http.Response.Headers)}.", ErrorPlace.Path, ""),
        StatusCodes.Status413PayloadTooLarge => TooLarge(LimitOf(http)),
        StatusCodes.Status415UnsupportedMediaType => new Problem(StatusCodes.Status415UnsupportedMediaType, Codes.UnsupportedMediaType, "The body's content type is not taken here."),
        var status => new Problem(status, status < StatusCodes.Status500InternalServerError ? Codes.BadRequest : Codes.InternalError, "The request cannot be served."),
    };
}
