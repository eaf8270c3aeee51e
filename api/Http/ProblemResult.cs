namespace StanceApi.Http;

/// <summary>Answers a problem.</summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => ProblemDocument.WriteAsync(httpContext, problem);
}
