using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace StanceApi.Http;

/// <summary>Settings of the section <c>Cors</c>.</summary>
internal sealed record CorsSettings : IValidatableObject
{
    public const string Section = "Cors";

    private const string Everybody = "*";

    /// <summary>Headers that a browser's script may read.</summary>
    private static readonly string[] Exposed = ["ETag", "Link", "Location", "Retry-After", "Stance-Snapshot", "RateLimit", "RateLimit-Policy", "Idempotency-Replayed"];

    /// <summary>How long a browser may remember that a write is allowed.</summary>
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(1);

    /// <summary>
    /// The origins whose scripts may call the service, separated by commas: <c>*</c> is all, nothing is none. Cookies are never asked for: a script
    /// sends a key or nothing.
    /// </summary>
    public string Origins { get; init; } = Everybody;

    /// <summary>Whether answers differ by who asks from where.</summary>
    internal bool AreNamed => List.Length > 0 && Origins != Everybody;

    private string[] List => Origins.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => List
        .Where(origin => !IsOrigin(origin) && Origins != Everybody)
        .Select(origin => new ValidationResult($"Cors:Origins has '{origin}': an origin is written like https://example.org, without a path; * alone means all."));

    public void Apply(CorsPolicyBuilder policy)
    {
        if (List.Length == 0) return;
        if (Origins == Everybody) policy.AllowAnyOrigin();
        else policy.WithOrigins(List);
        policy.AllowAnyHeader().AllowAnyMethod().DisallowCredentials().WithExposedHeaders(Exposed).SetPreflightMaxAge(PreflightAge);
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);
}
