namespace StanceApi.Http;

/// <summary>An answer that takes a while to compute from what was read: only when its reader was given back.</summary>
internal sealed class ComputedResult(Func<CancellationToken, IResult> compute) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var result = await httpContext.RequestServices.GetRequiredService<Computations>().RunAsync(compute, httpContext.RequestAborted);
        await result.ExecuteAsync(httpContext);
    }
}
