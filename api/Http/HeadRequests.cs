namespace StanceApi.Http;

/// <summary>GET answers HEAD: the same headers, no body.</summary>
internal static class HeadRequests
{
    public static IApplicationBuilder UseHeadRequests(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        http.Response.OnStarting(AllowHead, http.Response);
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await next(http);
            return;
        }

        // The server itself leaves out the body of an answer to HEAD; the routes need to know only GET.
        http.Request.Method = HttpMethods.Get;
        await next(http);
    });

    private static Task AllowHead(object state)
    {
        var headers = ((HttpResponse)state).Headers;
        if (headers.Allow.ToString().Contains("GET", StringComparison.Ordinal)) headers.Allow = $"{headers.Allow}, HEAD";
        return Task.CompletedTask;
    }
}
