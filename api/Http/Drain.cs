using Microsoft.Extensions.Options;

namespace StanceApi.Http;

/// <summary>
/// The first part of a stop: the service is not ready any more and closes each connection with its answer, but goes on serving until whoever
/// balances the load has noticed. Only then the server listens no more and requests in flight are waited for.
/// </summary>
internal sealed class Drain(IOptions<ShutdownSettings> settings, TimeProvider clock) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource over = new();
    private volatile bool hasBegun;

    /// <summary>Whether the service was told to stop.</summary>
    public bool HasBegun => hasBegun;

    /// <summary>Cancelled when the server is about to listen no more: what lasts shall end.</summary>
    public CancellationToken Over => over.Token;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        hasBegun = true;
        await Task.Delay(TimeSpan.FromSeconds(settings.Value.DrainSeconds), clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await over.CancelAsync();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => over.Dispose();
}
