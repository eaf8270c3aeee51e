using System.Globalization;
using System.Security.Claims;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Access;

/// <summary>Who makes a request.</summary>
internal static class Caller
{
    public const string KeyId = "key_id";
    public const string Scope = "scope";

    private const string Ends = "ends";

    /// <summary>The id that stands in history and feed: that of the key, or <c>oidc:</c> and the subject of the token.</summary>
    public static string Id(ClaimsPrincipal user) => user.FindFirst(KeyId)?.Value ?? "anonymous";

    public static bool Has(ClaimsPrincipal user, AccessScope scope) => user.HasClaim(Scope, Words<AccessScope>.Of(scope));

    /// <summary>Whether he writes nothing that he would miss in what he reads: what answers him may lag.</summary>
    public static bool OnlyReads(ClaimsPrincipal user) => !Has(user, AccessScope.Write);

    public static Author Author(ClaimsPrincipal user) => new(Id(user), [.. user.FindAll(Scope).Select(claim => claim.Value)]);

    /// <summary>When a caller is one no more; null where that has to be looked up.</summary>
    public static DateTimeOffset? End(ClaimsPrincipal user) =>
        user.FindFirst(Ends) is { } ends ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(ends.Value, CultureInfo.InvariantCulture)) : null;

    /// <summary>An authenticated caller. Nothing else that a token claims comes in here.</summary>
    public static ClaimsPrincipal Principal(string id, IEnumerable<AccessScope> scopes, string scheme, DateTimeOffset? end = null)
    {
        var claims = Scopes.Whole(scopes).Select(scope => new Claim(Scope, Words<AccessScope>.Of(scope))).Prepend(new Claim(KeyId, id));
        if (end is { } ends) claims = claims.Append(new Claim(Ends, ends.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }
}
