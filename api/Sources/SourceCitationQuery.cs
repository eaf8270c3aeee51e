using StanceApi.Citations;
using StanceApi.Http;
using StanceApi.Nouns;

namespace StanceApi.Sources;

/// <summary>What was asked for of the citations of a source. No words mean all.</summary>
internal sealed record SourceCitationQuery(IReadOnlyList<CitationCheck> Checks, IReadOnlyList<CitationHolder> Holders, int Limit, KnownAt? KnownAt, Cursor? Cursor, string Binding)
{
    /// <summary>Where the page begins.</summary>
    public SourceCitationPlace Place { get; private init; } = SourceCitationPlace.Start(CitationHolder.Argument);

    public static SourceCitationQuery Read(HttpRequest request, string id, List<ProblemError> errors)
    {
        var query = new QueryParameters(request, errors);
        var checks = Words<CitationCheck>(query, "check");
        var holders = Words<CitationHolder>(query, "noun");
        var limit = query.PageLimit(ListParameters.DefaultLimit);
        var knownAt = KnownAt.Read(query);
        var binding = $"citations {id} {string.Join(',', checks)} {string.Join(',', holders)} {knownAt?.Text}";
        var cursor = Cursor.Read(query, binding, isNumber: false);
        var place = cursor is null ? SourceCitationPlace.Start(CitationHolder.Argument) : SourceCitationPlace.Of(cursor);
        if (place is null) query.Refuse("cursor", Codes.InvalidCursor, "Send a cursor just as `next` gave it.");
        query.RefuseOthers();
        return new SourceCitationQuery(checks, holders, limit, knownAt, cursor, binding) { Place = place ?? SourceCitationPlace.Start(CitationHolder.Argument) };
    }

    private static T[] Words<T>(QueryParameters query, string name)
        where T : struct, Enum
    {
        var words = query.Values(name);
        var known = Values.Words.List(typeof(T));
        foreach (var word in words.Where(word => !known.Contains(word)))
            query.Refuse(name, Codes.UnknownValue, $"'{word}' is not known. Allowed here: {string.Join(", ", known)}. Repeat the parameter for any of several.");
        return [.. words.Where(known.Contains).Select(word => Values.Words<T>.Parse(word)).Distinct().Order()];
    }
}
