using Microsoft.Net.Http.Headers;

namespace StanceApi.Http;

/// <summary>What the client takes of what is offered (RFC 9110, section 12.5.1).</summary>
internal static class Accept
{
    /// <summary>
    /// The format that the client likes best; of those it likes alike the one it names most exactly, then the one offered
    /// first. 400 where the header cannot be read, 406 where the client takes none.
    /// </summary>
    public static (Format? Chosen, Problem? Problem) Choose(HttpRequest request, IReadOnlyList<Format> offered)
    {
        if (string.IsNullOrWhiteSpace(request.Headers.Accept.ToString())) return (offered[0], null);
        if (!MediaTypeHeaderValue.TryParseStrictList(request.Headers.Accept.OfType<string>().ToArray(), out var accepted) || accepted.Any(HasBadQuality))
            return (null, Problem.Of(StatusCodes.Status400BadRequest, [new ProblemError(ErrorPlace.Header, "/Accept", Codes.InvalidHeader, "Send media types, such as application/json.")]));
        var best = offered.Select(format => (Format: format, Range: RangeOf(accepted, format)))
            .Where(pair => pair.Range is not null && Quality(pair.Range) > 0.0)
            .OrderByDescending(pair => Quality(pair.Range!))
            .ThenByDescending(pair => Exactness(pair.Range!))
            .FirstOrDefault();
        return best.Format is { } chosen ? (chosen, null) : (null, Refusal(offered));
    }

    private static Problem Refusal(IReadOnlyList<Format> offered) => Problem.At(
        StatusCodes.Status406NotAcceptable, Codes.NotAcceptable, $"This is offered as {string.Join(" or ", offered.Select(format => format.MediaType).Distinct())}.", ErrorPlace.Header, "/Accept");

    /// <summary>The most specific range that fits decides, even where it refuses with a quality of 0.</summary>
    private static MediaTypeHeaderValue? RangeOf(IList<MediaTypeHeaderValue> accepted, Format offered)
    {
        var type = new MediaTypeHeaderValue(offered.MediaType);
        return accepted.Where(range => Fits(type, range)).OrderByDescending(Exactness).FirstOrDefault();
    }

    /// <summary>A type without an asterisk is itself alone: whoever takes XML, as browsers say they do, did not ask for GraphML.</summary>
    private static bool Fits(MediaTypeHeaderValue type, MediaTypeHeaderValue range) =>
        type.IsSubsetOf(new MediaTypeHeaderValue(range.MediaType))
        && (range.SubType.Value!.Contains('*', StringComparison.Ordinal) || type.MediaType.Equals(range.MediaType, StringComparison.OrdinalIgnoreCase));

    private static double Quality(MediaTypeHeaderValue range) => range.Quality ?? 1.0;

    private static int Exactness(MediaTypeHeaderValue range) => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;

    private static bool HasBadQuality(MediaTypeHeaderValue range) =>
        range.Quality is null && range.Parameters.Any(parameter => parameter.Name.Equals("q", StringComparison.OrdinalIgnoreCase));
}
