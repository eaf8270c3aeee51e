namespace StanceApi.Http;

/// <summary>
/// An answer that takes a while to compute from what was read: only when its reader was given back. It is in memory as a whole until it is sent, so
/// that there are only so many at once.
/// </summary>
internal sealed class ComputedResult(Func<CancellationToken, IResult> compute) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var computations = httpContext.RequestServices.GetRequiredService<Computations>();
        using var place = await computations.EnterAsync(httpContext.RequestAborted);
        var result = await computations.RunAsync(compute, httpContext.RequestAborted);
        await result.ExecuteAsync(httpContext);
    }
}
