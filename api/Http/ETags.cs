using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace StanceApi.Http;

/// <summary>
/// Entity tags. A single record's plain JSON has a strong one, its version; everything else a weak one, from the feed position
/// and a hash of the request, the caller's scopes and the build.
/// </summary>
internal static class ETags
{
    private static readonly Guid Build = Assembly.GetExecutingAssembly().ManifestModule.ModuleVersionId;

    public static string Strong(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    public static string Weak(HttpRequest request, long seq)
    {
        var scopes = string.Join(' ', request.HttpContext.User.FindAll("scope").Select(claim => claim.Value).Order(StringComparer.Ordinal));
        var key = $"{Build}\n{request.Path}\n{request.QueryString}\n{scopes}";
        return string.Create(CultureInfo.InvariantCulture, $"W/\"{seq}-{Convert.ToHexStringLower(Digest(key))}\"");
    }

    /// <summary>Whether the client holds this representation already (<c>If-None-Match</c>, weak comparison).</summary>
    public static bool ClientHas(HttpRequest request, string tag)
    {
        if (request.Headers.IfNoneMatch.Count == 0) return false;
        if (request.Headers.IfNoneMatch == "*") return true;
        var current = EntityTagHeaderValue.Parse(tag);
        return EntityTagHeaderValue.TryParseStrictList(request.Headers.IfNoneMatch.OfType<string>().ToArray(), out var held)
            && held.Any(each => each.Compare(current, useStrongComparison: false));
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key))[..12];
}
