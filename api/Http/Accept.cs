using Microsoft.Net.Http.Headers;

namespace StanceApi.Http;

/// <summary>Whether the client takes what is offered (RFC 9110, section 12.5.1).</summary>
internal static class Accept
{
    /// <summary>406 where the client takes no JSON; null where it does.</summary>
    public static Problem? Refuse(HttpRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Headers.Accept.ToString())) return null;
        if (!MediaTypeHeaderValue.TryParseStrictList(request.Headers.Accept.OfType<string>().ToArray(), out var accepted) || accepted.Any(HasBadQuality))
            return Problem.Of(StatusCodes.Status400BadRequest, [new ProblemError(ErrorPlace.Header, "/Accept", Codes.InvalidHeader, "Send media types, such as application/json.")]);
        return Takes(accepted, Body.Json) ? null : Problem.At(StatusCodes.Status406NotAcceptable, Codes.NotAcceptable, $"This is offered as {Body.Json}.", ErrorPlace.Header, "/Accept");
    }

    /// <summary>Whether the client names this format itself, rather than any.</summary>
    public static bool Prefers(HttpRequest request, string mediaType) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept.OfType<string>().ToArray(), out var accepted)
        && accepted.Any(range => range.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase) && range.Quality is null or > 0.0);

    private static bool HasBadQuality(MediaTypeHeaderValue range) =>
        range.Quality is null && range.Parameters.Any(parameter => parameter.Name.Equals("q", StringComparison.OrdinalIgnoreCase));

    /// <summary>The most specific range that fits decides; a quality of 0 refuses.</summary>
    private static bool Takes(IList<MediaTypeHeaderValue> accepted, string offered)
    {
        var type = new MediaTypeHeaderValue(offered);
        var best = accepted.Where(range => type.IsSubsetOf(new MediaTypeHeaderValue(range.MediaType)))
            .OrderByDescending(range => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2)
            .FirstOrDefault();
        return best is not null && best.Quality is null or > 0.0;
    }
}
