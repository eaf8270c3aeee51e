using System.ComponentModel.DataAnnotations;

namespace StanceApi.Access;

/// <summary>Settings of the section <c>Auth</c>.</summary>
internal sealed record AuthOptions : IValidatableObject
{
    public const string Section = "Auth";

    /// <summary>An administrator's key to create at the first start, 32 to 256 visible ASCII characters; without it one is made and printed once.</summary>
    [RegularExpression(@"^(?![^.]*\.[^.]*\.[^.]*$)[!-~]{32,256}$", ErrorMessage = "Auth:BootstrapKey must be 32 to 256 visible ASCII characters, and not three parts between two dots, which would be a token.")]
    public string? BootstrapKey { get; init; }

    /// <summary>Whether everybody may read; where not, reads need a key with the scope <c>read</c>.</summary>
    public bool AnonymousRead { get; init; } = true;

    /// <summary>The address of the OpenID Connect issuer whose tokens are taken; https, or http on the loopback. Without it no tokens are.</summary>
    public Uri? Authority { get; init; }

    /// <summary>Whom the tokens must be made for (<c>aud</c>).</summary>
    public string? Audience { get; init; }

    /// <summary>The claim of a token that has its scopes: words separated by spaces, or a list of words; <c>stance:</c> may stand before each.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Auth:ScopeClaim must name a claim.")]
    public string ScopeClaim { get; init; } = "scope";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Authority is null) yield break;
        var isSafe = Authority.IsAbsoluteUri && (Authority.Scheme == Uri.UriSchemeHttps || (Authority.Scheme == Uri.UriSchemeHttp && Authority.IsLoopback));
        if (!isSafe) yield return new ValidationResult("Auth:Authority must be an absolute address that begins with https:// (http:// only on the loopback).");
        if (string.IsNullOrWhiteSpace(Audience)) yield return new ValidationResult("Auth:Audience must be set where Auth:Authority is: a token made for somebody else must not open this service.");
    }
}
