using System.Net.Http.Headers;
using StanceApi.Client;

using var http = new HttpClient { BaseAddress = new Uri(Setting("STANCE_URL")) };
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Setting("STANCE_KEY"));
foreach (var (name, run) in new Scenario(new StanceClient(http)).Steps)
{
    try
    {
        await run();
        Console.WriteLine($"ok: {name}");
    }
    catch
    {
        await Console.Error.WriteLineAsync($"failed: {name}");
        throw;
    }
}

static string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
