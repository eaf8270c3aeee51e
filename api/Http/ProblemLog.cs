using Microsoft.AspNetCore.Diagnostics;

namespace StanceApi.Http;

/// <summary>Whatever the service could not do stands in its log, in the scope of the request: <c>trace_id</c> finds it.</summary>
internal static partial class ProblemLog
{
    public static void Tell(HttpContext http, Problem problem)
    {
        if (problem.Status < StatusCodes.Status500InternalServerError) return;
        // What nobody expected was told in full by whoever caught it.
        var failure = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (problem.Code == Codes.InternalError && failure is not null) return;
        var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProblemLog));
        LogProblem(log, http.Request.Path, problem.Status, problem.Code, problem.Cause ?? failure?.InnerException?.Message ?? problem.Detail);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} was answered {Status} {Code}: {Cause}")]
    private static partial void LogProblem(ILogger logger, PathString path, int status, string code, string? cause);
}
