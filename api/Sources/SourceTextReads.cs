using StanceApi.Citations;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Sources;

/// <summary>Answers the stored text of a source, byte for byte as it was sent.</summary>
internal sealed class SourceTextReads(Noun<SourceInput, SourceRow, Source> noun, SnapshotReads reads)
{
    public Task<IResult> GetAsync(HttpContext http, string id)
    {
        var errors = Conditional.Check(http.Request);
        Paths.CheckId(id, errors);
        var query = new QueryParameters(http.Request, errors);
        var knownAt = KnownAt.Read(query);
        query.RefuseOthers();
        return reads.AnswerAsync(http, errors, knownAt, cursor: null, (session, snapshot) => TextAsync(http, session, id, snapshot), showsTexts: true);
    }

    private async Task<IResult> TextAsync(HttpContext http, ReadSession session, string id, Snapshot snapshot)
    {
        var state = await RecordState<SourceRow>.ReadAsync(session, noun, id, snapshot.Past);
        if (state.Current is not { } row) return new ProblemResult(state.Missing(noun, id));
        if (row.TextSha256 is not { } sha256) return new ProblemResult(NoText(id));
        if (await RestrictedTexts.AreHiddenAsync(http, session, noun, row, snapshot.Past)) return new ProblemResult(RestrictedTexts.Refuse(id));
        if (Conditional.NotModified(http, ETags.Weak(http.Request, row.Seq)) is { } unchanged) return unchanged;
        // Whatever somebody has stored, a browser shall show it as text.
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Text((await SourceTexts.FindAsync(session, sha256))!, SourceText.Format.MediaType, System.Text.Encoding.UTF8);
    }

    private static Problem NoText(string id) => Problem.At(
        StatusCodes.Status404NotFound, Codes.TextNotFound, $"The source '{id}' has no stored text; PUT /v1/sources/{id}/text stores one.", ErrorPlace.Path, "");
}
