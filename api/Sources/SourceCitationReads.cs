using StanceApi.Citations;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Sources;

/// <summary>Answers the citations of a source: whoever cites it, whether the text bears it out, and the words in their paragraph.</summary>
internal sealed class SourceCitationReads(Noun<SourceInput, SourceRow, Source> noun, IEnumerable<ICitingNoun> citing, SourceTexts texts, SnapshotReads reads)
{
    /// <summary>How many records a page looks at where only some checks are asked for.</summary>
    private const int MostRecords = 500;

    private readonly ICitingNoun[] citing = [.. citing.OrderBy(each => each.Holder)];

    public Task<IResult> GetAsync(HttpContext http, string id)
    {
        var errors = Conditional.Check(http.Request);
        Paths.CheckId(id, errors);
        var query = SourceCitationQuery.Read(http.Request, id, errors);
        return reads.AnswerAsync(http, errors, query.KnownAt, query.Cursor, (session, snapshot) => PageAsync(http, session, id, query, snapshot), showsTexts: true);
    }

    private async Task<IResult> PageAsync(HttpContext http, ReadSession session, string id, SourceCitationQuery query, Snapshot snapshot)
    {
        var state = await RecordState<SourceRow>.ReadAsync(session, noun, id, snapshot.Past);
        if (state.Current is not { } source) return new ProblemResult(state.Missing(noun, id));
        var isHidden = await RestrictedTexts.AreHiddenAsync(http, session, noun, source, snapshot.Past);
        if (Conditional.NotModified(http, ETags.Weak(http.Request, snapshot.Seq, isHidden ? "restricted" : "")) is { } unchanged) return unchanged;
        var (found, next) = await FindAsync(session, id, query, snapshot.Past);
        var text = isHidden ? null : await texts.PreparedAsync(session, source.TextSha256);
        var page = new Page<SourceCitation>
        {
            Items = [.. found.Select(item => item with { Context = Context(text, item.Citation) })],
            Next = next?.ToCursor(id, snapshot.Seq).Link(http, query.Binding),
            KnownAt = snapshot.Echo(query.KnownAt),
        };
        return TypedResults.Json(page, Json.Options);
    }

    /// <summary>The citations of a page, still without their context, and where the next page begins; one statement for each noun at most.</summary>
    private async Task<(List<SourceCitation> Found, SourceCitationPlace? Next)> FindAsync(Session session, string id, SourceCitationQuery query, long? seq)
    {
        var found = new List<SourceCitation>();
        // Every record that is listed has a citation of the source: without a filter one more than the limit is enough.
        var most = query.Checks.Count > 0 ? MostRecords : query.Limit + 1;
        foreach (var each in citing.Where(each => each.Holder >= query.Place.Holder && (query.Holders.Count == 0 || query.Holders.Contains(each.Holder))))
        {
            var place = each.Holder == query.Place.Holder ? query.Place : SourceCitationPlace.Start(each.Holder);
            foreach (var record in await each.ListAsync(session, id, place.AfterId, most, seq))
            {
                most--;
                foreach (var (number, item) in Items(each.Holder, record, id).Index().Skip(place.Skip))
                {
                    if (query.Checks.Count > 0 && !query.Checks.Contains(item.Check)) continue;
                    if (found.Count == query.Limit) return (found, place with { Skip = number });
                    found.Add(item);
                }

                place = new SourceCitationPlace(each.Holder, record.Id, 0);
            }

            if (most == 0) return (found, place);
        }

        return (found, null);
    }

    private static IEnumerable<SourceCitation> Items(CitationHolder holder, CitingRecord record, string sourceId) => record.Citations.Index()
        .Where(citation => citation.Item.SourceId == sourceId)
        .Select(citation => new SourceCitation
        {
            Noun = holder,
            Id = record.Id,
            Index = citation.Index,
            Citation = citation.Item,
            Check = citation.Item.Check,
            Context = null,
        });

    private static PassageContext? Context(PreparedText? text, Citation citation)
    {
        if (text is null) return null;
        var passage = citation.Check switch
        {
            // A feed position inside the change of a text shows checks of the text before.
            CitationCheck.Moved when citation.MovedTo!.TextSha256 == text.Sha256 => new Passage(citation.MovedTo.Start, citation.MovedTo.End),
            CitationCheck.Verified when CitationChecker.Check(text, citation) is { Check: CitationCheck.Verified } found => found.Passage,
            _ => null,
        };
        return passage is { } place ? PassageContext.Of(text, place) : null;
    }
}
