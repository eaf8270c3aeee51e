using System.Net;
using Microsoft.Extensions.Options;

namespace StanceApi.Http;

/// <summary>
/// What a browser may do with an answer: nothing but show it. The page of the documentation runs its own scripts, a picture has its own
/// colours; nothing may be put into a frame of another page.
/// </summary>
internal static class SecurityHeaders
{
    private const string Answers = "default-src 'none'; frame-ancestors 'none'";
    private const string Pictures = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";
    private const string Documentation = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>A year, for this host alone.</summary>
    private const string Transport = "max-age=31536000";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app)
    {
        var areNamed = app.ApplicationServices.GetRequiredService<IOptions<CorsSettings>>().Value.AreNamed;
        return app.Use((http, next) =>
        {
            http.Response.OnStarting(SetAsync, http);
            if (areNamed) http.Response.OnStarting(VaryAsync, http.Response);
            return next(http);
        });
    }

    /// <summary>A cache must not give the answer for one origin, or for none, to a script of another; the framework says so only where the origin matches.</summary>
    private static Task VaryAsync(object state)
    {
        var headers = ((HttpResponse)state).Headers;
        if (!headers.Vary.Any(value => value?.Contains("Origin", StringComparison.Ordinal) == true)) headers.Append("Vary", "Origin");
        return Task.CompletedTask;
    }

    private static Task SetAsync(object state)
    {
        var http = (HttpContext)state;
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = Policy(http);
        if (http.Request.IsHttps && !IsLoopback(http.Request.Host.Host)) headers.StrictTransportSecurity = Transport;
        return Task.CompletedTask;
    }

    private static string Policy(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments("/docs")) return Documentation;
        return http.Response.ContentType?.StartsWith("image/svg+xml", StringComparison.OrdinalIgnoreCase) == true ? Pictures : Answers;
    }

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
