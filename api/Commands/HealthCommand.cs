using System.CommandLine;
using System.Text;

namespace StanceApi.Commands;

/// <summary><c>health</c>: asks a service whether it can do its work, for images that have no other program to ask with.</summary>
internal static class HealthCommand
{
    private const string About = "Ask a running service whether it is ready.";

    private const string More = """
        Ends with 0 when the service is ready, and with 1 when it is not or does not answer within five seconds.

        Example:
          StanceApi health --url http://127.0.0.1:8080
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var url = new Option<string>("--url") { Description = "The address of the service.", HelpName = "ADDRESS", DefaultValueFactory = _ => "http://localhost:5080" };
        var command = new Verb("health", About, More) { url };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(url), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string url, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var service) || service.Scheme is not ("http" or "https"))
            throw new CommandException(ExitCode.Usage, "--url is an address as in http://localhost:5080.");
        using var client = new HttpClient { BaseAddress = service, Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(new Uri("health/ready", UriKind.Relative), cancellation);
            var body = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(cancellation));
            await (answer.IsSuccessStatusCode ? Console.Out : Console.Error).WriteLineAsync(body);
            return answer.IsSuccessStatusCode ? ExitCode.Done : ExitCode.Findings;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"{service} does not answer: {failure.Message}");
            return ExitCode.Findings;
        }
    }
}
