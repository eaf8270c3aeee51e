using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;

namespace StanceApi.Http;

/// <summary>
/// Entity tags. A single record's plain JSON has a strong one, its version; everything else a weak one, from the feed position
/// and a hash of the request, the format of the answer, the caller's scopes and the build.
/// </summary>
internal static partial class ETags
{
    private static readonly Guid Build = Assembly.GetExecutingAssembly().ManifestModule.ModuleVersionId;

    public static string Strong(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <param name="request">The request.</param>
    /// <param name="seq">The feed position.</param>
    /// <param name="variant">What else the answer depends on.</param>
    public static string Weak(HttpRequest request, long seq, string variant = "")
    {
        var scopes = string.Join(' ', request.HttpContext.User.FindAll("scope").Select(claim => claim.Value).Order(StringComparer.Ordinal));
        var format = request.HttpContext.Features.Get<Format>()?.Word;
        var key = $"{Build}\n{request.Path}\n{request.QueryString}\n{format}\n{scopes}\n{variant}";
        return string.Create(CultureInfo.InvariantCulture, $"W/\"{seq}-{Convert.ToHexStringLower(Digest(key))}\"");
    }

    /// <summary>Whether the client holds this representation already (<c>If-None-Match</c>, weak comparison).</summary>
    public static bool ClientHas(HttpRequest request, string tag)
    {
        if (request.Headers.IfNoneMatch.Count == 0) return false;
        if (request.Headers.IfNoneMatch == "*") return true;
        return Read(request.Headers.IfNoneMatch) is { } held && held.Any(each => Opaque(each) == Opaque(tag));
    }

    /// <summary>The tags of a header, as they were sent; null where it is not a list of tags (<c>*</c> is none).</summary>
    public static IReadOnlyList<string>? Read(StringValues header)
    {
        var text = header.ToString();
        return TagList().IsMatch(text) ? [.. Tag().Matches(text).Select(match => match.Value)] : null;
    }

    private static string Opaque(string tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;

    [GeneratedRegex(@"(W/)?""[\x21\x23-\x7E\x80-\xFF]*""")]
    private static partial Regex Tag();

    // RFC 9110, section 8.8.3: W/ is case-sensitive, and a list may have empty elements.
    [GeneratedRegex(@"\A[ \t,]*(W/)?""[\x21\x23-\x7E\x80-\xFF]*""[ \t]*(,[ \t]*((W/)?""[\x21\x23-\x7E\x80-\xFF]*""[ \t]*)?)*\z")]
    private static partial Regex TagList();

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key))[..12];
}
