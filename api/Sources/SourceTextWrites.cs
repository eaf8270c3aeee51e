using System.Text.Json;
using StanceApi.Access;
using StanceApi.Citations;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Sources;

/// <summary>Stores the text of a source and checks every citation of it again, all in one change.</summary>
internal sealed class SourceTextWrites(Noun<SourceInput, SourceRow, Source> noun, CitationRechecks rechecks, SourceTexts texts, Writer writer)
{
    public async Task<IResult> PutAsync(HttpContext http, string id)
    {
        var (request, problem) = await WriteRequest.ReadAsync(http, id, SourceText.Format.MediaType);
        if (request is null) return new ProblemResult(problem!);
        (var text, problem) = SourceText.Read(request.Body.Span);
        if (text is null) return new ProblemResult(problem!);
        // Here and not in the writer's turn: a large text takes a while.
        var prepared = texts.Prepare(text.Text, text.Sha256);
        var (stored, isFirst, refusal) = await writer.RunAsync(
            Caller.Author(http.User),
            async session =>
            {
                var result = await StoreAsync(session, id, request.Precondition, text, prepared);
                return (result, Keep: result.Problem is null && !request.ValidateOnly);
            },
            http.RequestAborted,
            mayRepeat: true);
        return stored is null ? new ProblemResult(refusal!) : Answer(stored, isFirst, request.ValidateOnly);
    }

    /// <summary>
    /// Stores a text as a PUT of it would, or, where it shall only create, unless there is another one already; what became of the source, or why nothing
    /// did. The refusal is what keeps the source from getting any other text; null where nothing does.
    /// </summary>
    public async Task<(Effect Effect, Problem? Problem)> WriteAsync(WriteSession session, string id, SourceText text, ChangeVerb verb, Problem? refusal)
    {
        var state = await RecordState<SourceRow>.ReadAsync(session, noun, id);
        if (state.Current is not { } row) return (default, Problem.Of(StatusCodes.Status409Conflict, [References.Error(new Reference("/source_id", noun.Plural, id), noun, state.IsRetired)]));
        if (row.TextSha256 == text.Sha256) return (Effect.Unchanged, null);
        if (verb == ChangeVerb.Create && row.TextSha256 is not null) return (default, AlreadyThere(id));
        if (refusal is not null) return (default, refusal);
        await StoreAsync(session, id, Precondition.None, text, texts.Prepare(text.Text, text.Sha256));
        return (row.TextSha256 is null ? Effect.Created : Effect.Updated, null);
    }

    private static Problem AlreadyThere(string id) => Problem.At(
        StatusCodes.Status409Conflict, Codes.AlreadyExists, $"The source '{id}' has another text already; PUT /v1/sources/{id}/text replaces it.", ErrorPlace.Body, "/source_id");

    private static RecordResult Answer(StoredText stored, bool isFirst, bool validateOnly)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(stored, Json.Options);
        if (validateOnly) return new RecordResult(StatusCodes.Status200OK) { Body = body };
        return new RecordResult(isFirst ? StatusCodes.Status201Created : StatusCodes.Status200OK)
        {
            Body = body,
            ETag = ETags.Strong(stored.Source.Version),
            Location = isFirst ? $"/v1/sources/{stored.Source.Id}/text" : null,
        };
    }

    private async Task<(StoredText? Stored, bool IsFirst, Problem? Problem)> StoreAsync(
        WriteSession session, string id, Precondition precondition, SourceText text, PreparedText prepared)
    {
        var state = await RecordState<SourceRow>.ReadAsync(session, noun, id);
        if (state.Current is not { } row) return (null, false, state.Missing(noun, id));
        if (!Holds(precondition, row)) return (null, false, RecordWriter.PreconditionFailed(noun, id, precondition, row.Version));
        await rechecks.PutOffLongAsync(session, id, prepared);
        var isFirst = row.TextSha256 is null;
        if (row.TextSha256 != text.Sha256)
        {
            await SourceTexts.StoreAsync(session, text.Sha256, text.Text);
            row = await RecordWriter.RecordRowAsync(session, noun, row with { TextSha256 = text.Sha256 }, state);
        }

        var (counts, records) = await rechecks.RecheckAsync(session, id, prepared);
        return (new StoredText { Source = noun.ToRecord(row), Citations = counts, Rechecked = records }, isFirst, null);
    }

    /// <summary>If-Match is about the source, whose version the text makes; If-None-Match: * about the text, which must not be there.</summary>
    private static bool Holds(Precondition precondition, SourceRow row) => precondition.CreateOnly
        ? row.TextSha256 is null && (precondition with { CreateOnly = false }).HoldsFor(row.Version)
        : precondition.HoldsFor(row.Version);
}
