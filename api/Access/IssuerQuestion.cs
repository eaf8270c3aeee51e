using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace StanceApi.Access;

/// <summary>
/// Asks an issuer what it publishes. Who comes while another's question is not answered waits for the same answer: asked by itself, an issuer that hangs would
/// keep each waiting until all before have given up.
/// </summary>
internal sealed class IssuerQuestion
{
    private readonly Lock gate = new();

    private Task<OpenIdConnectConfiguration>? asked;

    /// <exception cref="InvalidOperationException">The issuer does not answer.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public Task<OpenIdConnectConfiguration> AskAsync(IConfigurationManager<OpenIdConnectConfiguration> issuer, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (asked is null or { IsCompleted: true }) asked = issuer.GetConfigurationAsync(CancellationToken.None);
            return asked.WaitAsync(cancellation);
        }
    }
}
