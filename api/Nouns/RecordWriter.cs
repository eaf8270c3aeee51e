using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>
/// The one way a record changes, inside the writer's transaction: look at what is there, refuse what cannot be, and record the
/// row, its history, its links and the feed entry together.
/// </summary>
internal static class RecordWriter
{
    public static async Task<Written<TRow>> WriteAsync<TInput, TRow, TRecord>(
        WriteSession session, NounCatalog catalog, Noun<TInput, TRow, TRecord> noun, Change<TInput, TRow> change)
        where TInput : class, INounInput
        where TRow : class, INounRow
        where TRecord : class
    {
        var state = await RecordState<TRow>.ReadAsync(session, noun, change.Id);
        if (Refusal(noun, change, state) is { } refusal) return refusal;
        if (change.Verb == ChangeVerb.Retire) return await RetireAsync(session, catalog, noun, change.Id, state);
        var (input, problem) = change.Input(state.Current);
        if (input is null) return problem!;
        problem = await References.MissingAsync(session, catalog, noun.References(input), noun.Plural, change.Id) ?? await noun.Rules(session, change.Id, input);
        return problem is null ? await RecordInputAsync(session, noun, change, input, state) : (Written<TRow>)problem;
    }

    private static Problem? Refusal<TInput, TRow>(INoun noun, Change<TInput, TRow> change, RecordState<TRow> state)
        where TInput : class
        where TRow : class, INounRow
    {
        var needsRecord = change.Verb is ChangeVerb.Patch or ChangeVerb.Retire;
        if (needsRecord && state.Current is null) return state.Missing(noun, change.Id);
        if (change.Verb == ChangeVerb.Create && state.LastVersion > 0) return AlreadyExists(noun, change.Id, state.IsRetired);
        return change.Precondition.HoldsFor(state.Current?.Version) ? null : PreconditionFailed(noun, change.Id, change.Precondition, state.Current?.Version);
    }

    /// <summary>
    /// Records a version of a row: its feed entry, its history and itself. The links stay as they are, so this is all where
    /// nothing but the service's own members change. The state is the record's before this version.
    /// </summary>
    public static async Task<TRow> RecordRowAsync<TInput, TRow, TRecord>(
        WriteSession session, Noun<TInput, TRow, TRecord> noun, TRow row, RecordState<TRow> state)
        where TInput : class, INounInput
        where TRow : class, INounRow
        where TRecord : class
    {
        var op = EffectOn(state) switch { Effect.Updated => "update", Effect.Restored => "restore", _ => "create" };
        var stamp = await session.RecordAsync(noun.Singular, row.Id, op, state.LastVersion + 1);
        var stamped = noun.Restamp(row, stamp);
        if (state.Current is not null) await session.ExecuteAsync(noun.Table.Archive, new { row.Id, Until = stamp.Seq });
        await session.ExecuteAsync(noun.Table.Upsert, stamped);
        return stamped;
    }

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

    private static async Task<Written<TRow>> RecordInputAsync<TInput, TRow, TRecord>(
        WriteSession session, Noun<TInput, TRow, TRecord> noun, Change<TInput, TRow> change, TInput input, RecordState<TRow> state)
        where TInput : class, INounInput
        where TRow : class, INounRow
        where TRecord : class
    {
        // With the current version's stamp, so that an equal row is an equal record.
        var stamp = state.Current is { } now ? new Stamp(now.Seq, now.Version, now.RecordedAt) : new Stamp(0, 0, "");
        var (row, problem) = await noun.Complete(session, noun.ToRow(input, change.Id, stamp), await state.LastRowAsync(session, noun, change.Id), change.Options);
        if (problem is not null) return problem;
        if (EqualityComparer<TRow>.Default.Equals(row, state.Current)) return new Written<TRow>(Effect.Unchanged, row, null);
        var recorded = await RecordRowAsync(session, noun, row, state);
        var effect = EffectOn(state);
        foreach (var (link, targets) in noun.LinkTargets) await LinkAsync(session, link, change.Id, [.. targets(input)], recorded.Seq, effect);
        return new Written<TRow>(effect, recorded, null);
    }

    private static Effect EffectOn<TRow>(RecordState<TRow> state)
        where TRow : class, INounRow => state.Current is not null ? Effect.Updated : state.IsRetired ? Effect.Restored : Effect.Created;

    private static async Task LinkAsync(WriteSession session, Link link, string id, string[] targets, long seq, Effect effect)
    {
        var parameters = new { Id = id, Seq = seq, Until = seq, Targets = session.Engine.List(targets.Distinct(StringComparer.Ordinal)) };
        if (effect == Effect.Updated)
        {
            await session.ExecuteAsync(link.Archive(session.Engine), parameters);
            await session.ExecuteAsync(link.Delete(session.Engine), parameters);
        }

        if (targets.Length > 0) await session.ExecuteAsync(link.Insert(session.Engine), parameters);
    }

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
        return new Written<TRow>(Effect.Retired, state.Current, null);
    }

    private static Problem AlreadyExists(INoun noun, string id, bool isRetired) => Problem.At(
        StatusCodes.Status409Conflict,
        Codes.AlreadyExists,
        isRetired
            ? $"The {noun.Singular} '{id}' was retired; PUT /v1/{noun.Plural}/{id} restores it. For a new one send another id, or none."
            : $"There is a {noun.Singular} '{id}' already; PUT /v1/{noun.Plural}/{id} replaces it. For a new one send another id, or none.",
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
