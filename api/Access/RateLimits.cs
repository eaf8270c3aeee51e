using System.Globalization;
using Microsoft.Extensions.Options;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Access;

/// <summary>
/// Counts requests and tells the caller in every answer how many are left: the fields RateLimit and RateLimit-Policy of the IETF draft
/// draft-ietf-httpapi-ratelimit-headers. Health is exempt. The framework's own middleware sets no fields on success.
/// </summary>
internal static class RateLimits
{
    /// <summary>Counts, before anything is answered: behind the look at the key, since a key has a rate of its own.</summary>
    public static IApplicationBuilder UseRateCounts(this IApplicationBuilder app)
    {
        var rates = app.ApplicationServices.GetRequiredService<Rates>();
        return app.Use((http, next) =>
        {
            if (HealthEndpoints.AreAskedFor(http)) return next(http);
            var rate = rates.Take(http);
            http.Features.Set(rate with { HasPlace = !rate.Verdict.IsAllowed || RequestSlots.TryShare(http, rate.Caller) });
            http.Response.OnStarting(TellAsync, http);
            return next(http);
        });
    }

    /// <summary>Refuses what is too much, behind CORS, so that a script of another origin can read the refusal.</summary>
    public static IApplicationBuilder UseRateRefusals(this IApplicationBuilder app)
    {
        var places = app.ApplicationServices.GetRequiredService<IOptions<ServiceLimits>>().Value.RequestsPerCaller;
        return app.Use((http, next) => http.Features.Get<CallerRate>() switch
        {
            { Verdict.IsAllowed: false } rate => RefuseAsync(http, $"{rate.Policy}_rate", TooMany(rate)),
            { HasPlace: false } rate => RefuseAsync(http, $"{rate.Policy}_requests", TooManyAtOnce(rate, places)),
            _ => next(http),
        });
    }

    private static Task RefuseAsync(HttpContext http, string limit, Problem problem)
    {
        Meters.Refused(limit);
        return ProblemDocument.WriteAsync(http, problem);
    }

    private static Problem TooManyAtOnce(CallerRate rate, int places) =>
        Problem.Busy($"Of {(rate.Policy == Rates.OfKey ? "a key" : "an address without a key")} at most {places} requests are served at once. Wait for an answer, and ask again.");

    private static Problem TooMany(CallerRate rate) => new(
        StatusCodes.Status429TooManyRequests,
        Codes.TooManyRequests,
        rate.Policy == Rates.OfKey ? $"A key may make {rate.PerSecond} requests a second. Wait, and ask again." : $"An address may make {rate.PerSecond} requests a second without a key. Wait, and ask again, or send a key.")
    {
        Headers = new Dictionary<string, string> { ["Retry-After"] = rate.Verdict.SecondsToNext.ToString(CultureInfo.InvariantCulture) },
    };

    private static Task TellAsync(object state)
    {
        var http = (HttpContext)state;
        var rate = http.Features.Get<CallerRate>()!;
        http.Response.Headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{rate.Policy}\";q={rate.PerSecond};w=1");
        http.Response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{rate.Policy}\";r={rate.Verdict.Remaining};t={rate.Verdict.SecondsToFull}");
        return Task.CompletedTask;
    }
}
