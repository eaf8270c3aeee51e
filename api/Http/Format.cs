namespace StanceApi.Http;

/// <summary>A format that an answer can have.</summary>
/// <param name="Word">Its name in <c>format</c>.</param>
/// <param name="MediaType">Its media type, as in Accept and Content-Type.</param>
internal sealed record Format(string Word, string MediaType)
{
    /// <summary>The query parameter; it beats Accept.</summary>
    public const string Parameter = "format";

    public static readonly Format Csv = new("csv", "text/csv");

    public static readonly Format Json = new("json", Body.Json);

    /// <summary>
    /// The one of the formats offered that the client asks for: the one that <c>format</c> names (400 where it is none of them),
    /// and only where there is no <c>format</c> the one that Accept likes best (406 where it takes none). The first one offered
    /// is answered to whoever does not care.
    /// </summary>
    public static (Format? Chosen, Problem? Problem) Choose(HttpRequest request, IReadOnlyList<Format> offered)
    {
        if (!request.Query.Keys.Contains(Parameter, StringComparer.Ordinal)) return Accept.Choose(request, offered);
        var errors = new List<ProblemError>();
        var query = new QueryParameters(request, errors);
        var word = query.Value(Parameter);
        var chosen = offered.FirstOrDefault(format => format.Word == word);
        if (errors.Count == 0 && chosen is null)
            query.Refuse(Parameter, Codes.UnknownValue, $"'{word}' is not known. Allowed here: {string.Join(", ", offered.Select(format => format.Word))}.");
        return errors.Count == 0 ? (chosen, null) : (null, Problem.Of(StatusCodes.Status400BadRequest, errors));
    }
}

/// <summary>The formats that a route offers, the default one first: what <c>format</c> accepts there, for its readers and the documentation.</summary>
internal sealed record FormatOffer(IReadOnlyList<Format> Formats);
