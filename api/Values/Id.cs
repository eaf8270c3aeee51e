using System.Text.RegularExpressions;

namespace StanceApi.Values;

/// <summary>
/// An id: the client's own key (<c>khawaja-asif</c>) or, where it sends none, a UUIDv7. 1 to 128 characters of
/// <c>a-z 0-9 . _ -</c>, beginning with a letter or digit.
/// </summary>
internal static partial class Id
{
    public const string Pattern = "^[a-z0-9][a-z0-9._-]{0,127}$";

    /// <summary>What to tell somebody whose id does not match.</summary>
    public const string Advice = "An id is 1 to 128 characters of a-z, 0-9, '.', '_' and '-', and begins with a letter or a digit.";

    public static bool IsValid(string id) => Shape().IsMatch(id);

    public static string New(DateTimeOffset now) => Guid.CreateVersion7(now).ToString();

    // \z, not $: a trailing line feed is no part of an id.
    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
