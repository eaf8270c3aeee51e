using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace StanceApi.Http;

/// <summary>Settings of the section <c>Proxies</c>.</summary>
internal sealed record ProxySettings : IValidatableObject
{
    public const string Section = "Proxies";

    /// <summary>
    /// The addresses of the proxies before the service, or their networks (<c>10.0.0.0/8</c>), separated by commas: only what they forward of a client
    /// (<c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c>) is believed. Nobody's where nothing is named.
    /// </summary>
    public string? Known { get; init; }

    internal bool AreNamed => List.Length > 0;

    private string[] List => (Known ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => List
        .Where(each => !TryRead(each, out _))
        .Select(each => new ValidationResult($"Proxies:Known has '{each}': write an address such as 10.0.0.2, or a network such as 10.0.0.0/8."));

    public void Apply(ForwardedHeadersOptions options)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        // As many as are known: the first that is not is the client.
        options.ForwardLimit = null;
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var each in List)
        {
            if (TryRead(each, out var network)) options.KnownIPNetworks.Add(network);
        }
    }

    private static bool TryRead(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }
}
