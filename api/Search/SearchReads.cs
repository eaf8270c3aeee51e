using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Search;

/// <summary>Answers searches: at most eight statements, whatever is found.</summary>
internal sealed class SearchReads(NounCatalog catalog, SnapshotReads reads)
{
    public Task<IResult> GetAsync(HttpContext http)
    {
        var errors = Conditional.Check(http.Request);
        var parameters = SearchParameters.Read(http.Request, errors);
        // What is searched is the present, on every page.
        return reads.AnswerAsync(http, errors, knownAt: null, cursor: null, async (session, snapshot) =>
            Conditional.NotModified(http, ETags.Weak(http.Request, snapshot.Seq)) ?? await PageAsync(http, session, parameters!, snapshot), reached: parameters?.Reached, showsTexts: true);
    }

    private async Task<IResult> PageAsync(HttpContext http, Session session, SearchParameters parameters, Snapshot snapshot)
    {
        var entries = await SearchStore.FindAsync(session, parameters.Query, parameters.Types, parameters.SeesRestricted);
        var found = RankedHit.Best(entries.Take(SearchStore.MostEntries));
        // Only what is shown is put in order.
        RankedHit[] rest = [.. found.Where(hit => parameters.After is null || hit.CompareTo(parameters.After) > 0).Order().Take(parameters.Limit + 1)];
        RankedHit[] shown = [.. rest.Take(parameters.Limit)];
        var page = new SearchPage
        {
            Items = await HitsAsync(session, parameters, shown),
            Next = rest.Length > shown.Length ? new Cursor(snapshot.Seq, new After(shown[^1].Key, shown[^1].Id)).Link(http, parameters.Binding) : null,
            Counts = Count(found),
            Complete = entries.Count <= SearchStore.MostEntries,
        };
        return TypedResults.Json(page, Json.Options);
    }

    private async Task<IReadOnlyList<SearchHit>> HitsAsync(Session session, SearchParameters parameters, RankedHit[] shown)
    {
        var passages = shown.Any(hit => hit.Part > 0)
            ? await SearchStore.PassagesAsync(session, shown.Where(hit => hit.Part > 0).Select(hit => hit.Entry))
            : new Dictionary<long, SearchEntry>();
        var hits = new Dictionary<RankedHit, SearchHit>();
        foreach (var group in shown.GroupBy(hit => hit.Type))
        {
            var records = await catalog[$"{group.Key}s"].LoadTextsAsync(session, group.Select(hit => hit.Id));
            foreach (var hit in group) hits[hit] = Hit(parameters, hit, records[hit.Id].Texts, records[hit.Id].Record, passages.GetValueOrDefault(hit.Entry));
        }

        return [.. shown.Select(hit => hits[hit])];
    }

    private static SearchHit Hit(SearchParameters parameters, RankedHit hit, IReadOnlyList<SearchText> texts, System.Text.Json.Nodes.JsonObject record, SearchEntry? passage) => new()
    {
        Type = Words<SearchedType>.Parse(hit.Type),
        Id = hit.Id,
        Name = texts.Count > 0 && (texts[0].IsName || texts[0].Pointer == "/summary") ? texts[0].Text : null,
        Fragments = passage is null
            ? Fragments.Of(parameters.Query, texts)
            : [Fragments.Of(parameters.Query, "/text", passage.Passage!, (int)passage.PassageStart!.Value)!],
        Record = parameters.HasRecords ? record : null,
    };

    private static SearchCounts Count(IReadOnlyCollection<RankedHit> hits)
    {
        var counts = hits.CountBy(hit => hit.Type).ToDictionary();
        return new SearchCounts(Of(SearchedType.Question), Of(SearchedType.Actor), Of(SearchedType.Source), Of(SearchedType.Position), Of(SearchedType.Argument));

        int Of(SearchedType type) => counts.GetValueOrDefault(Words<SearchedType>.Of(type));
    }
}
