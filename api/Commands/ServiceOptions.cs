using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using StanceApi.Storage;

namespace StanceApi.Commands;

/// <summary>The options of verbs that work with a running service as well as with the store itself: <c>--url</c> and <c>--key</c>.</summary>
internal sealed class ServiceOptions
{
    public const string KeyVariable = "STANCE_KEY";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Option<string?> url = new("--url") { Description = "A running service to work with, instead of the store that the settings name.", HelpName = "ADDRESS", Recursive = true };

    private readonly Option<string?> key = new("--key") { Description = $"The key to send to the service; else that of the environment variable {KeyVariable}, if any.", HelpName = "KEY", Recursive = true };

    public void AddTo(Command command)
    {
        command.Options.Add(url);
        command.Options.Add(key);
        command.Validators.Add(result =>
        {
            if (result.GetValue(url) is { } given && AddressOf(given) is null) result.AddError($"--url is the address of a service, such as http://localhost:5080, not '{given}'.");
            if (result.GetValue(key) is not null && result.GetValue(url) is null) result.AddError("--key goes with --url.");
        });
    }

    /// <summary>The service that is named, or one of this process over the store.</summary>
    /// <param name="parsed">The words.</param>
    /// <param name="settings">The settings among them.</param>
    /// <param name="toWrite">Whether the store must be written to.</param>
    /// <exception cref="CommandException">The store cannot be used.</exception>
    public async Task<ServiceClient> OpenAsync(ParseResult parsed, string[] settings, bool toWrite)
    {
        if (parsed.GetValue(url) is { } address) return new ServiceClient(Client(AddressOf(address)!, parsed.GetValue(key) ?? Environment.GetEnvironmentVariable(KeyVariable)), null);
        try
        {
            var service = toWrite ? await LocalService.ToWriteAsync(settings) : await LocalService.ToReadAsync(settings);
            return new ServiceClient(await service.ClientAsync(), service);
        }
        catch (CommandException failure) when (failure.InnerException is StoreLockedException)
        {
            throw new CommandException(failure.ExitCode, $"{failure.Message} Or ask the service that has it open: --url ADDRESS --key KEY.", failure);
        }
    }

    private static HttpClient Client(Uri address, string? key)
    {
        var handler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, ConnectTimeout = Patience, AllowAutoRedirect = false };
        var client = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        if (!string.IsNullOrEmpty(key)) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>With a slash at its end, so that paths come below it; null where it is no address.</summary>
    private static Uri? AddressOf(string given) =>
        Uri.TryCreate($"{given.TrimEnd('/')}/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;
}
