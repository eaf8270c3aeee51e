using System.Text.Json;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Values;

namespace StanceApi.Search;

/// <summary>What was searched for.</summary>
internal sealed record SearchParameters(SearchQuery Query, IReadOnlyList<SearchedType> Types, int Limit, RankedHit? After, long? Reached, bool HasRecords, bool SeesRestricted, string Binding)
{
    public const string Language =
        "What to look for: words, \"phrases\", beginnings* and -exclusions. All must hold, in one record or in one passage of a source's text. Case, accents and punctuation make no difference.";

    public const string Expand = "expand";
    public const string Record = "record";

    public static SearchParameters? Read(HttpRequest request, List<ProblemError> errors)
    {
        var query = new QueryParameters(request, errors);
        var text = query.Value("q");
        var (terms, advice) = text is null ? (null, "Say what to look for: q=gaza.") : SearchQuery.Read(text);
        if (terms is null && (text is not null || errors.Count == 0)) query.Refuse("q", Codes.InvalidParameter, advice);
        var types = query.Words<SearchedType>("type");
        var binding = JsonSerializer.Serialize(types.Select(type => Words<SearchedType>.Of(type)).Prepend($"search {text}"));
        var cursor = Cursor.Read(query, binding, isNumber: false);
        var after = cursor is null ? null : RankedHit.Read(cursor.After.Key, cursor.After.Id);
        if (cursor is not null && after is null) query.Refuse("cursor", Codes.InvalidCursor, "This is no cursor of a search. Begin at the first page.");
        var limit = query.PageLimit(ListParameters.DefaultLimit);
        var hasRecords = query.List(Expand, [Record]).Count > 0;
        if (request.Query.ContainsKey(KnownAt.Parameter))
        {
            query.Values(KnownAt.Parameter);
            query.Refuse(KnownAt.Parameter, Codes.MeaninglessCombination, "A search finds what is recorded now. Read the record's history, or its list at known_at.");
        }

        query.RefuseOthers();
        return terms is null ? null : new SearchParameters(terms, types, limit, after, cursor?.Seq, hasRecords, Caller.Has(query.User, AccessScope.Texts), binding);
    }
}
