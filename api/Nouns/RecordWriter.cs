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
        return problem is null ? await RecordAsync(session, noun, change.Id, input, state) : (Written<TRow>)problem;
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

    private static async Task<Written<TRow>> RecordAsync<TInput, TRow, TRecord>(
        WriteSession session, Noun<TInput, TRow, TRecord> noun, string id, TInput input, RecordState<TRow> state)
        where TInput : class, INounInput
        where TRow : class, INounRow
        where TRecord : class
    {
        if (state.Current is { } current)
        {
            var same = noun.ToRow(input, id, new Stamp(current.Seq, current.Version, current.RecordedAt));
            if (EqualityComparer<TRow>.Default.Equals(same, current)) return new Written<TRow>(Effect.Unchanged, current, null);
        }

        var effect = state.Current is not null ? Effect.Updated : state.IsRetired ? Effect.Restored : Effect.Created;
        var op = effect switch { Effect.Updated => "update", Effect.Restored => "restore", _ => "create" };
        var stamp = await session.RecordAsync(noun.Singular, id, op, state.LastVersion + 1);
        var row = noun.ToRow(input, id, stamp);
        if (effect == Effect.Updated) await session.ExecuteAsync(noun.Table.Archive, new { Id = id, Until = stamp.Seq });
        await session.ExecuteAsync(noun.Table.Upsert, row);
        foreach (var (link, targets) in noun.LinkTargets) await LinkAsync(session, link, id, [.. targets(input)], stamp.Seq, effect);
        return new Written<TRow>(effect, row, null);
    }

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

    private static Problem PreconditionFailed(INoun noun, string id, Precondition precondition, long? version) => Problem.At(
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
