using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StanceApi.Commands;

/// <summary>Asks a service, running or of this process, and says what it refuses in words for a person.</summary>
internal sealed class ServiceClient(HttpClient http, LocalService? own) : IAsyncDisposable
{
    /// <summary>Sends a request; the answer's body is left to be read.</summary>
    /// <exception cref="CommandException">The service is away, or refuses.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var response = await TrySendAsync(request, cancellation);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await RefusalAsync(response, cancellation);
    }

    /// <summary>Asks for JSON.</summary>
    /// <exception cref="CommandException">The service is away, refuses, or is none.</exception>
    public async Task<JsonNode> ReadAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        using var response = await SendAsync(request, cancellation);
        return await JsonOf(response, cancellation) ?? throw Stranger();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (own is not null) await own.DisposeAsync();
    }

    /// <summary>The JSON of an answer; null where it is none.</summary>
    public static async Task<JsonNode?> JsonOf(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellation));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> TrySendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException failure)
        {
            throw new CommandException(ExitCode.Store, $"The service at {http.BaseAddress} cannot be asked: {failure.Message}", failure);
        }
    }

    private async Task<CommandException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (await JsonOf(response, cancellation) is not JsonObject problem || problem["code"] is null || problem["detail"] is null) return Stranger();
        var errors = problem["errors"]?.AsArray() ?? [];
        var places = errors.Count < 2 ? "" : string.Concat(errors.Select(error => $"{Environment.NewLine}  {error!["pointer"]} {error["code"]}: {error["detail"]}"));
        return new CommandException(ExitCodeOf(response.StatusCode), $"{(string)problem["code"]!}: {(string)problem["detail"]!}{places}");
    }

    private CommandException Stranger() => new(ExitCode.Usage, $"What answers at {http.BaseAddress} is not this service. Is the address right?");

    private static int ExitCodeOf(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= StatusCodes.Status500InternalServerError ? ExitCode.Store : ExitCode.Usage;
}
