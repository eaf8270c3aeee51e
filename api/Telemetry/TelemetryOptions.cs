namespace StanceApi.Telemetry;

/// <summary>Who may read the service's figures.</summary>
internal enum MetricsAccess
{
    /// <summary>Nobody: they are not collected for reading.</summary>
    Off,

    /// <summary>Administrators.</summary>
    Admin,

    /// <summary>Everybody who reaches the service.</summary>
    Open,
}

/// <summary>Settings of the section <c>Telemetry</c>.</summary>
internal sealed record TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>Who may read <c>/metrics</c>.</summary>
    public MetricsAccess Metrics { get; init; } = MetricsAccess.Admin;
}
