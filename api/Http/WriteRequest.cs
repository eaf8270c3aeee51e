using System.Security.Cryptography;
using System.Text;

namespace StanceApi.Http;

/// <summary>What every write has: its body, its precondition, whether it is only tried, its other flags, and its idempotency key.</summary>
internal sealed record WriteRequest(ReadOnlyMemory<byte> Body, Precondition Precondition, bool ValidateOnly, IReadOnlySet<string> Options, string? IdempotencyKey)
{
    private const int LongestKey = 255;

    /// <summary>Reads a write; a body is read only where there is a media type for it, and only the named options are known.</summary>
    public static async Task<(WriteRequest? Request, Problem? Problem)> ReadAsync(HttpContext http, string? id, string? mediaType, params IEnumerable<string> options)
    {
        var errors = new List<ProblemError>();
        if (id is not null) Paths.CheckId(id, errors);
        var query = new QueryParameters(http.Request, errors);
        var validateOnly = query.Flag("validate_only");
        var set = options.Where(query.Flag).ToHashSet(StringComparer.Ordinal);
        query.RefuseOthers();
        var precondition = Precondition.Read(http.Request, errors);
        var key = ReadKey(http.Request, errors);
        if (errors.Count > 0) return (null, Problem.Of(StatusCodes.Status400BadRequest, errors));
        if (mediaType is not null && Http.Body.RefuseType(http.Request, mediaType) is { } refusal) return (null, refusal);
        var body = mediaType is null ? ReadOnlyMemory<byte>.Empty : await Http.Body.ReadAsync(http.Request);
        if (mediaType is Http.Body.Json or Http.Body.MergePatch && JsonText.RefuseDepth(http, body.Span) is { } deep) return (null, deep);
        return (new WriteRequest(body, precondition!, validateOnly, set, key), null);
    }

    /// <summary>What tells two requests with the same key apart.</summary>
    public string Fingerprint(string path)
    {
        byte[] hashed = [.. Encoding.UTF8.GetBytes($"{path}?{string.Join('&', Options.Order(StringComparer.Ordinal))}"), 0, .. Body.Span];
        return Convert.ToHexStringLower(SHA256.HashData(hashed));
    }

    /// <summary>The key bare or quoted, both the same.</summary>
    public static string? ReadKey(HttpRequest request, List<ProblemError> errors)
    {
        var values = request.Headers["Idempotency-Key"];
        if (values.Count == 0) return null;
        if (!HttpMethods.IsPost(request.Method))
        {
            errors.Add(new ProblemError(ErrorPlace.Header, "/Idempotency-Key", Codes.InvalidHeader, "Send it with POST. The other verbs may be sent again as they are: If-Match keeps a second time from undoing what others did."));
            return null;
        }

        var key = values.ToString();
        if (key.Length >= 2 && key[0] == '"' && key[^1] == '"') key = key[1..^1];
        if (values.Count == 1 && key.Length is > 0 and <= LongestKey && key.All(character => character is > ' ' and <= '~' and not '"')) return key;
        errors.Add(new ProblemError(ErrorPlace.Header, "/Idempotency-Key", Codes.InvalidHeader, $"Send one key of 1 to {LongestKey} visible ASCII characters, bare or in quotes."));
        return null;
    }
}
