using System.Security.Claims;

namespace StanceApi.Access;

/// <summary>Who makes a request.</summary>
internal static class Caller
{
    public const string KeyId = "key_id";
    public const string Scope = "scope";

    /// <summary>The id of the key, as it stands in history and feed.</summary>
    public static string Id(ClaimsPrincipal user) => user.FindFirst(KeyId)?.Value ?? "anonymous";
}
