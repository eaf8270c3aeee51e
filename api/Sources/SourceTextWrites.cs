using System.Text.Json;
using StanceApi.Access;
using StanceApi.Citations;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Sources;

/// <summary>Stores the text of a source and checks every citation of it again, all in one change.</summary>
internal sealed class SourceTextWrites(Noun<SourceInput, SourceRow, Source> noun, IEnumerable<ICitingNoun> citing, SourceTexts texts, Writer writer)
{
    private readonly ICitingNoun[] citing = [.. citing.OrderBy(each => each.Holder)];

    public async Task<IResult> PutAsync(HttpContext http, string id)
    {
        var (request, problem) = await WriteRequest.ReadAsync(http, id, SourceText.Format.MediaType);
        if (request is null) return new ProblemResult(problem!);
        (var text, problem) = SourceText.Read(request.Body.Span);
        if (text is null) return new ProblemResult(problem!);
        // Here and not in the writer's turn: a large text takes a while.
        var prepared = texts.Prepare(text.Text, text.Sha256);
        var (stored, isFirst, refusal) = await writer.RunAsync(
            Caller.Id(http.User),
            async session =>
            {
                var result = await StoreAsync(session, id, request.Precondition, text, prepared);
                return (result, Keep: result.Problem is null && !request.ValidateOnly);
            },
            http.RequestAborted);
        return stored is null ? new ProblemResult(refusal!) : Answer(stored, isFirst, request.ValidateOnly);
    }

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
        var isFirst = row.TextSha256 is null;
        if (row.TextSha256 != text.Sha256)
        {
            await SourceTexts.StoreAsync(session, text.Sha256, text.Text);
            row = await RecordWriter.RecordRowAsync(session, noun, row with { TextSha256 = text.Sha256 }, state);
        }

        var (counts, records) = await RecheckAsync(session, id, prepared);
        return (new StoredText { Source = noun.ToRecord(row), Citations = counts, Rechecked = records }, isFirst, null);
    }

    /// <summary>If-Match is about the source, whose version the text makes; If-None-Match: * about the text, which must not be there.</summary>
    private static bool Holds(Precondition precondition, SourceRow row) => precondition.CreateOnly
        ? row.TextSha256 is null && (precondition with { CreateOnly = false }).HoldsFor(row.Version)
        : precondition.HoldsFor(row.Version);

    private async Task<(CitationCounts Counts, int Records)> RecheckAsync(WriteSession session, string id, PreparedText prepared)
    {
        var (counts, records) = (CitationCounts.None, 0);
        foreach (var each in citing)
        {
            var recheck = await each.RecheckAsync(session, id, prepared);
            (counts, records) = (counts.Plus(recheck.Citations), records + recheck.Records);
        }

        return (counts, records);
    }
}
