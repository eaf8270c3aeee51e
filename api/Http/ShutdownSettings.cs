using System.ComponentModel.DataAnnotations;

namespace StanceApi.Http;

/// <summary>Settings of the section <c>Shutdown</c>.</summary>
internal sealed record ShutdownSettings
{
    public const string Section = "Shutdown";

    /// <summary>How long the service goes on serving, in seconds, after it was told to stop and says that it is not ready.</summary>
    [Range(0, 600)]
    public int DrainSeconds { get; init; }
}
