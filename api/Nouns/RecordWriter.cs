using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>
/// The one way a single record changes, inside the writer's transaction. New content is a batch of one (<see cref="RecordBatch{TInput, TRow, TRecord}"/>);
/// a retirement takes the record out, with its history, its links and the feed entry.
/// </summary>
internal static class RecordWriter
{
    public static async Task<Written<TRow>> WriteAsync<TInput, TRow, TRecord>(
        WriteSession session, NounCatalog catalog, Noun<TInput, TRow, TRecord> noun, Change<TInput, TRow> change)
        where TInput : class, INounInput
        where TRow : class, INounRow
        where TRecord : class
    {
        if (change.Verb != ChangeVerb.Retire) return (await new RecordBatch<TInput, TRow, TRecord>(session, catalog, noun).WriteAsync([change], BatchStep.Whole))[0];
        var state = await RecordState<TRow>.ReadAsync(session, noun, change.Id);
        return Refusal(noun, change, state) is { } refusal ? refusal : await RetireAsync(session, catalog, noun, change.Id, state);
    }

    /// <summary>Why a change cannot take place as the record is; null where it can.</summary>
    public static Problem? Refusal<TInput, TRow>(INoun noun, Change<TInput, TRow> change, RecordState<TRow> state)
        where TInput : class
        where TRow : class, INounRow
    {
        var needsRecord = change.Verb is ChangeVerb.Patch or ChangeVerb.Retire;
        if (needsRecord && state.Current is null) return state.Missing(noun, change.Id);
        if (change.Verb == ChangeVerb.Create && state.LastVersion > 0) return AlreadyExists(noun, change.Id, state.IsRetired);
        return change.Precondition.HoldsFor(state.Current?.Version) ? null : PreconditionFailed(noun, change.Id, change.Precondition, state.Current?.Version);
    }

    /// <summary>
    /// Records a version of a row: its feed entry, its history, itself and what is searched of it. The links stay as they are, so this is all where
    /// nothing but the service's own members change. The state is the record's before this version.
    /// </summary>
    public static async Task<TRow> RecordRowAsync<TInput, TRow, TRecord>(
        WriteSession session, Noun<TInput, TRow, TRecord> noun, TRow row, RecordState<TRow> state)
        where TInput : class, INounInput
        where TRow : class, INounRow
        where TRecord : class => (await RecordBatch<TInput, TRow, TRecord>.RecordAsync(session, noun, [(row, state)]))[0];

    /// <summary>412, for a record that is not the one a write expects.</summary>
    public static Problem PreconditionFailed(INoun noun, string id, Precondition precondition, long? version) => Problem.At(
        StatusCodes.Status412PreconditionFailed,
        Codes.PreconditionFailed,
        version is null
            ? $"There is no current {noun.Singular} '{id}'."
            : $"The {noun.Singular} '{id}' is at version {version} now. Read it again, merge, and send its ETag.",
        ErrorPlace.Header,
        precondition.CreateOnly && version is not null ? "/If-None-Match" : "/If-Match") with
    {
        Headers = version is { } current ? new Dictionary<string, string> { ["ETag"] = ETags.Strong(current) } : new Dictionary<string, string>(),
    };

    private static async Task<Written<TRow>> RetireAsync<TRow>(WriteSession session, NounCatalog catalog, INoun noun, string id, RecordState<TRow> state)
        where TRow : class, INounRow
    {
        if (await References.ToAsync(session, catalog, noun, id) is { } referrers) return StillReferenced(noun, id, referrers);
        var stamp = await session.RecordAsync(noun.Singular, id, "retire", state.LastVersion + 1);
        var parameters = new { Id = id, Until = stamp.Seq, Targets = session.Engine.List([]) };
        foreach (var link in noun.Links)
        {
            await session.ExecuteAsync(link.Archive(session.Engine), parameters);
            await session.ExecuteAsync(link.Delete(session.Engine), parameters);
        }

        await session.ExecuteAsync(noun.Table.Archive, parameters);
        await session.ExecuteAsync(noun.Table.Delete, parameters);
        await SearchIndex.RemoveAsync(session, noun, id);
        return new Written<TRow>(Effect.Retired, state.Current, null);
    }

    private static Problem AlreadyExists(INoun noun, string id, bool isRetired) => Problem.At(
        StatusCodes.Status409Conflict,
        Codes.AlreadyExists,
        isRetired
            ? $"The {noun.Singular} '{id}' was retired; PUT /v1/{noun.Plural}/{id} restores it. For a new one send another id, or none."
            : $"The {noun.Singular} '{id}' is there already; PUT /v1/{noun.Plural}/{id} replaces it. For a new one send another id, or none.",
        ErrorPlace.Body,
        "/id");

    private static Problem StillReferenced(INoun noun, string id, Referrers referrers) => Problem.At(
        StatusCodes.Status409Conflict,
        Codes.StillReferenced,
        $"The {noun.Singular} '{id}' is referred to by {string.Join(", ", referrers.Counts.Select(count => $"{count.Value} {(count.Value == 1 ? count.Key[..^1] : count.Key)}"))}. Change or retire those first.",
        ErrorPlace.Path,
        "/id") with
    {
        Referrers = referrers,
    };
}
