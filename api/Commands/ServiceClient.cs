using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using StanceApi.Http;

namespace StanceApi.Commands;

/// <summary>Asks a service, running or of this process, and says what it refuses in words for a person.</summary>
internal sealed class ServiceClient(HttpClient http, LocalService? own) : IAsyncDisposable
{
    /// <summary>A service that has stopped takes what is sent and says nothing: whoever waits for it is told, once.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private Timer? silence;

    /// <summary>Sends a request; the answer's body is left to be read.</summary>
    /// <exception cref="CommandException">The service is away, or refuses.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var response = await TrySendAsync(request, cancellation);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await RefusalAsync(response, cancellation);
    }

    /// <summary>Sends a request for one of these media types: what stands before a service may answer with a page of its own, as if all were well.</summary>
    /// <exception cref="CommandException">The service is away, refuses, or is none.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, IReadOnlyList<string?> mediaTypes, CancellationToken cancellation)
    {
        var response = await SendAsync(request, cancellation);
        if (mediaTypes.Contains(response.Content.Headers.ContentType?.MediaType)) return response;
        response.Dispose();
        throw Stranger();
    }

    /// <summary>Something was taken, or came.</summary>
    public void Stir() => silence?.Change(Silence, Timeout.InfiniteTimeSpan);

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
        if (silence is not null) await silence.DisposeAsync();
        if (own is not null) await own.DisposeAsync();
    }

    /// <summary>The JSON of an answer; null where it is none.</summary>
    /// <exception cref="CommandException">The answer breaks off.</exception>
    public static async Task<JsonNode?> JsonOf(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            // As bytes: JSON is UTF-8, whatever the answer of another program says of itself.
            return JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (Exception foreign) when (foreign is JsonException or InvalidDataException)
        {
            return null;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new CommandException(ExitCode.Store, $"The answer of the service breaks off: {broken.Message}", broken);
        }
    }

    private async Task<HttpResponseMessage> TrySendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (own is null) silence ??= new Timer(_ => Console.Error.WriteLine($"The service at {http.BaseAddress} has neither taken nor said anything for {Silence.TotalSeconds} seconds. Still waiting; Ctrl+C ends it."));
        Stir();
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException failure)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new CommandException(ExitCode.Store, $"The service at {http.BaseAddress} cannot be asked: {failure.Message}", failure);
        }
        finally
        {
            silence?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task<CommandException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (ProblemOf(await JsonOf(response, cancellation)) is not { } problem) return Unknown(response);
        var places = problem.Errors.Count < 2 ? "" : string.Concat(problem.Errors.Select(error => $"{Environment.NewLine}  {error.Pointer} {error.Code}: {error.Detail}"));
        // What is wrong with one word is told as one sentence, which does not name the word.
        var word = problem.Errors is [{ In: ErrorPlace.Query } only] ? $" {only.Pointer.TrimStart('/')}:" : "";
        return new CommandException(ExitCodeOf(response.StatusCode), $"{problem.Code}:{word} {problem.Detail}{places}") { RetryAfter = response.Headers.RetryAfter?.Delta };
    }

    /// <summary>The problem that an answer tells; null where it is none of this service's.</summary>
    private static ProblemDocument? ProblemOf(JsonNode? answer)
    {
        try
        {
            var problem = answer is JsonObject ? answer.Deserialize<ProblemDocument>(Json.Input) : null;
            return problem is { Code: not null, Detail: not null, Errors: { } errors } && !errors.Contains(null) ? problem : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What stands before a service that is away answers in its own words.</summary>
    private CommandException Unknown(HttpResponseMessage response) => ExitCodeOf(response.StatusCode) == ExitCode.Store
        ? new CommandException(ExitCode.Store, $"The service at {http.BaseAddress} cannot be asked: what stands before it answers {(int)response.StatusCode}.") { RetryAfter = response.Headers.RetryAfter?.Delta }
        : Stranger();

    /// <summary>What answers is another program.</summary>
    public CommandException Stranger() => new(ExitCode.Usage, $"What answers at {http.BaseAddress} is not this service. Is the address right?") { IsPassing = true };

    private static int ExitCodeOf(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= StatusCodes.Status500InternalServerError ? ExitCode.Store : ExitCode.Usage;
}
