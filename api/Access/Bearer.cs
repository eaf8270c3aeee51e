namespace StanceApi.Access;

/// <summary>What a request is authenticated with (RFC 6750, section 2.1): a token where it has three parts between two dots, else a key.</summary>
internal static class Bearer
{
    private const string Prefix = "Bearer ";

    /// <summary>The credentials; null where there are none, or others.</summary>
    public static string? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        if (header.Count != 1 || !header.ToString().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return null;
        var credentials = header.ToString()[Prefix.Length..].Trim();
        return credentials.Length == 0 ? null : credentials;
    }

    public static bool IsToken(HttpRequest request) => Of(request)?.Count(character => character == '.') == 2;
}
