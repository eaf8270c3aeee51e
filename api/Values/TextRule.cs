using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace StanceApi.Values;

/// <summary>
/// A rule that one text keeps or breaks by itself, said once as an attribute: the reader of requests enforces it (422 with
/// <see cref="Code"/>) and openapi.yaml documents its <see cref="Pattern"/> and <see cref="Format"/>. On a list it holds for each item.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class TextRule(string code, string advice) : ValidationAttribute(advice)
{
    public string Code { get; } = code;

    public string Advice { get; } = advice;

    public string? Pattern { get; protected init; }

    public string? Format { get; protected init; }

    public override bool IsValid(object? value) => value is not string text || Holds(text);

    protected abstract bool Holds(string text);
}

/// <summary>An id, own or referred to.</summary>
internal sealed class IdRule : TextRule
{
    public IdRule()
        : base("invalid_id", Id.Advice) => Pattern = Id.Pattern;

    protected override bool Holds(string text) => Id.IsValid(text);
}

/// <summary>YYYY, YYYY-MM or YYYY-MM-DD, and a day that exists.</summary>
internal sealed class DateRule : TextRule
{
    public DateRule()
        : base("invalid_date", "A date is YYYY, YYYY-MM or YYYY-MM-DD, and must exist.") => Pattern = PartialDate.DatePattern;

    protected override bool Holds(string text) => PartialDate.TryParse(text, out var date) && !date.IsInstant;
}

/// <summary>A date, or an instant in UTC written with Z.</summary>
internal sealed class DateOrInstantRule : TextRule
{
    public DateOrInstantRule()
        : base("invalid_date", "Write YYYY, YYYY-MM, YYYY-MM-DD or an instant in UTC such as 2025-10-27T18:30:00Z; it must exist.") =>
        Pattern = PartialDate.InstantPattern;

    protected override bool Holds(string text) => PartialDate.TryParse(text, out _);
}

/// <summary>An instant in UTC, written with Z.</summary>
internal sealed class InstantRule : TextRule
{
    public InstantRule()
        : base("invalid_date", "Write an instant in UTC such as 2025-10-27T18:30:00Z; it must exist.") => Pattern = @"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$";

    protected override bool Holds(string text) => PartialDate.TryParse(text, out var date) && date.IsInstant;
}

/// <summary>An absolute http or https address.</summary>
internal sealed class UrlRule : TextRule
{
    public UrlRule()
        : base("invalid_url", "Write an absolute address that begins with http:// or https://.") => Format = "uri";

    /// <summary>Uri forgives backslashes and surrounding space; what is kept here is an address for everybody else too.</summary>
    protected override bool Holds(string text) =>
        (text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        && !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character == '\\')
        && Uri.TryCreate(text, UriKind.Absolute, out _);
}

/// <summary>A SHA-256 in lower-case hexadecimal.</summary>
internal sealed partial class Sha256Rule : TextRule
{
    public Sha256Rule()
        : base("invalid_sha256", "A SHA-256 is 64 digits of 0-9 and a-f.") => Pattern = "^[0-9a-f]{64}$";

    protected override bool Holds(string text) => Shape().IsMatch(text);

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Shape();
}

/// <summary>A language tag, well-formed by RFC 5646 (BCP 47): en, ur, zh-Hant-TW.</summary>
internal sealed partial class LanguageRule : TextRule
{
    private const string Tag =
        "[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*(-x(-[A-Za-z0-9]{1,8})+)?";

    public LanguageRule()
        : base("invalid_language", "Write a BCP 47 language tag such as en, ur or zh-Hant.") => Pattern = $"^{Tag}$";

    protected override bool Holds(string text) => Shape().IsMatch(text);

    [GeneratedRegex(@"\A" + Tag + @"\z")]
    private static partial Regex Shape();
}

/// <summary>A country code of ISO 3166-1 alpha-2 that is assigned: PK, US.</summary>
internal sealed class CountryRule : TextRule
{
    public CountryRule()
        : base("invalid_country", "Write an assigned ISO 3166-1 alpha-2 code in capitals, such as PK.") => Pattern = "^[A-Z]{2}$";

    protected override bool Holds(string text) => Countries.Assigned.Contains(text);
}
