using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.OpenApi;

namespace StanceApi.Bench;

/// <summary>
/// What the limits and the look at the key cost a read: the service as it is against the same without them, both on demonstration data in files of
/// their own, taking turns, over eight connections. The ratio is of the medians of the rounds.
/// </summary>
internal static class LimitBenchmark
{
    private const int Rounds = 15;
    private const int Clients = 8;
    private const int Requests = 400;
    private const string Key = "the-administrators-key-of-the-benchmark";

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("stance-bench-").FullName;
        await using var guarded = await StartAsync(folder, "guarded.db", StanceApi.Service.UseGuards);
        await using var bare = await StartAsync(folder, "bare.db", UseNothing);
        foreach (var path in new[] { "/v1/actors/khawaja-asif", "/v1/actors", "/v1/stances" })
        {
            foreach (var key in new[] { null, Key }) await CompareAsync(guarded, bare, path, key);
        }

        await guarded.StopAsync();
        await bare.StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task CompareAsync(WebApplication guarded, WebApplication bare, string path, string? key)
    {
        var (with, without) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            without.Add(await PerSecondAsync(bare, path, key));
            with.Add(await PerSecondAsync(guarded, path, key));
        }

        // The first rounds warm up.
        var (less, all) = (Figures.Median(with.Skip(3)), Figures.Median(without.Skip(3)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{path} {(key is null ? "without" : "with")} a key: {all:F0} reads a second without limits and checks, {less:F0} with, which costs {100.0 * (1.0 - (less / all)):F1} % (target at most 10)"));
    }

    private static async Task<double> PerSecondAsync(WebApplication app, string path, string? key)
    {
        var address = new Uri(new Uri(app.Urls.Single()), path);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Clients });
        if (key is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var elapsed = await Figures.MillisecondsAsync(() => Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            for (var count = 0; count < Requests; count++)
            {
                using var response = await client.GetAsync(address);
                response.EnsureSuccessStatusCode();
                await response.Content.ReadAsByteArrayAsync();
            }
        })));
        return Clients * Requests / elapsed * 1_000.0;
    }

    private static async Task<WebApplication> StartAsync(string folder, string file, Action<WebApplication> use)
    {
        var app = StanceApi.Service.Build(
        [
            "--urls", "http://127.0.0.1:0", "--Seeds:OnEmpty", "true", "--Auth:BootstrapKey", Key, "--ConnectionStrings:Stance", $"Data Source={Path.Combine(folder, file)}",
            "--Limits:KeyRequestsPerSecond", "1000000", "--Limits:AddressRequestsPerSecond", "1000000", "--Limits:RequestsPerCaller", "256",
        ]);
        await StanceApi.Service.StartAsync(app, use);
        return app;
    }

    /// <summary>The same pipeline without anything that counts, refuses or looks at keys.</summary>
    private static void UseNothing(WebApplication app)
    {
        app.UseOwnAnswers().UseSecurityHeaders().UseFailures().UseHeadRequests().UseRouting().UseCors().UseDocumentation();
        // Each connection is somebody else, so that nobody waits for himself.
        app.Use((http, next) =>
        {
            http.Features.Set(new CallerRate(http.Connection.Id, "", PerSecond: 0, default));
            return next(http);
        });
    }
}
