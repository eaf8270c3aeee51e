using Microsoft.Net.Http.Headers;

namespace StanceApi.Http;

/// <summary>What a record must be for a write to take place: <c>If-Match</c> and <c>If-None-Match: *</c> (RFC 9110, section 13).</summary>
/// <param name="CreateOnly">No current record may be there.</param>
/// <param name="Match">The strong tags of which the current one must be one; empty where any record will do; null without the header.</param>
internal sealed record Precondition(bool CreateOnly, IReadOnlyList<string>? Match)
{
    public static readonly Precondition None = new(false, null);

    /// <summary>Whether a record of this version (null: none) is what the request expects.</summary>
    public bool HoldsFor(long? version)
    {
        if (CreateOnly && version is not null) return false;
        return Match is null || (version is { } current && (Match.Count == 0 || Match.Contains(ETags.Strong(current))));
    }

    /// <summary>Reads the headers of a write.</summary>
    public static Precondition? Read(HttpRequest request, List<ProblemError> errors)
    {
        var createOnly = false;
        if (request.Headers.IfNoneMatch.Count > 0)
        {
            createOnly = request.Headers.IfNoneMatch == "*" && HttpMethods.IsPut(request.Method);
            if (!createOnly) errors.Add(Error(HeaderNames.IfNoneMatch, "On a write only * is taken, on PUT: create, never replace."));
        }

        var match = request.Headers.IfMatch.Count == 0 ? null : ReadMatch(request, errors);
        if (createOnly && match is not null) errors.Add(Error(HeaderNames.IfMatch, "If-None-Match: * expects no record and If-Match expects one: no record can be both. Send one of them."));
        return new Precondition(createOnly, match);
    }

    private static IReadOnlyList<string>? ReadMatch(HttpRequest request, List<ProblemError> errors)
    {
        if (HttpMethods.IsPost(request.Method))
        {
            errors.Add(Error(HeaderNames.IfMatch, "A POST creates: there is nothing to match. Send it with PUT, PATCH or DELETE."));
            return null;
        }

        if (request.Headers.IfMatch == "*") return [];
        // A weak tag never matches (RFC 9110, section 13.1.1): it stays in the list as itself, and no strong one equals it.
        if (ETags.Read(request.Headers.IfMatch) is { } tags) return tags;
        errors.Add(Error(HeaderNames.IfMatch, "Send the ETag as it was answered, quotes included, or *."));
        return null;
    }

    private static ProblemError Error(string header, string detail) => new(ErrorPlace.Header, $"/{header}", Codes.InvalidHeader, detail);
}
