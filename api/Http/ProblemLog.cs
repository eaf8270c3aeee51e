using Microsoft.AspNetCore.Diagnostics;

namespace StanceApi.Http;

/// <summary>Whatever the service could not do stands in its log, in the scope of the request: <c>trace_id</c> finds it.</summary>
internal static partial class ProblemLog
{
    public static void Tell(HttpContext http, Problem problem)
    {
        if (problem.Status < StatusCodes.Status500InternalServerError) return;
        // What nobody expected was told in full by whoever caught it.
        if (problem.Code == Codes.InternalError && http.Features.Get<IExceptionHandlerFeature>() is not null) return;
        LogProblem(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProblemLog)), http.Request.Path, problem.Status, problem.Code);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} was answered {Status} {Code}.")]
    private static partial void LogProblem(ILogger logger, PathString path, int status, string code);
}
