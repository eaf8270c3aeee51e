namespace StanceApi.Http;

/// <summary>GET answers HEAD: the same headers, no body.</summary>
internal static class HeadRequests
{
    private static readonly object Mark = new();

    public static IApplicationBuilder UseHeadRequests(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        http.Response.OnStarting(AllowHead, http.Response);
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await next(http);
            return;
        }

        // The server itself leaves out the body of an answer to HEAD; the routes need to know only GET.
        http.Items[Mark] = true;
        http.Request.Method = HttpMethods.Get;
        await next(http);
    });

    /// <summary>Whether the client asked for the headers only: what has no end by itself ends after them.</summary>
    public static bool Is(HttpContext http) => http.Items.ContainsKey(Mark);

    private static Task AllowHead(object state)
    {
        var headers = ((HttpResponse)state).Headers;
        if (headers.Allow.Count > 0) headers.Allow = Allowed(headers);
        return Task.CompletedTask;
    }

    /// <summary>The methods that a path takes, HEAD wherever GET.</summary>
    public static string Allowed(IHeaderDictionary headers)
    {
        var allow = headers.Allow.ToString();
        return allow.Contains("GET", StringComparison.Ordinal) && !allow.Contains("HEAD", StringComparison.Ordinal) ? $"{allow}, HEAD" : allow;
    }
}
