using System.ComponentModel.DataAnnotations;

namespace StanceApi.Access;

/// <summary>Settings of the section <c>Auth</c>.</summary>
internal sealed record AuthOptions
{
    public const string Section = "Auth";

    /// <summary>An administrator's key to create at the first start, 32 to 256 visible ASCII characters; without it one is made and printed once.</summary>
    [RegularExpression(@"^(?![^.]*\.[^.]*\.[^.]*$)[!-~]{32,256}$", ErrorMessage = "Auth:BootstrapKey must be 32 to 256 visible ASCII characters, and not three parts between two dots, which would be a token.")]
    public string? BootstrapKey { get; init; }
}
