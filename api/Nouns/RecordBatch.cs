using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>How much of records that are written together is done at once.</summary>
internal enum BatchStep
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>Everything but what needs other records of the same noun, which may come in a later batch.</summary>
    Rows,

    /// <summary>The links that <see cref="Rows"/> has left, of the records that it wrote.</summary>
    Links,

    /// <summary>The rules that need other records, for those that <see cref="Rows"/> wrote.</summary>
    Rules,
}

/// <summary>
/// The one way records get new content, one or thousands at once, inside the writer's transaction: look at what is there, refuse
/// what cannot be, and record rows, history, links and feed entries together. However many records there are, each step is a few
/// statements. No two changes of a batch are of one record.
/// </summary>
internal sealed class RecordBatch<TInput, TRow, TRecord>(WriteSession session, NounCatalog catalog, Noun<TInput, TRow, TRecord> noun)
    where TInput : class, INounInput
    where TRow : class, INounRow
    where TRecord : class
{
    /// <summary>Writes the changes that can be; what became of each, in order. All have the same options.</summary>
    public async Task<IReadOnlyList<Written<TRow>>> WriteAsync(IReadOnlyList<Change<TInput, TRow>> changes, BatchStep step)
    {
        var entries = await ReadAsync(changes, mayRefuse: true);
        await CompleteAsync(entries, changes[0].Options);
        Entry[] changed = [.. entries.Where(entry => entry.IsOpen && !EqualityComparer<TRow>.Default.Equals(entry.Row, entry.State.Current))];
        await CheckAsync(changed, step);
        foreach (var entry in changed) entry.Problem ??= entry.Incomplete;
        Entry[] written = [.. changed.Where(entry => entry.IsOpen)];
        await RecordAsync(written);
        if (step == BatchStep.Whole) await LinkAsync(written);
        return [.. entries.Select(entry => entry.Problem is { } problem ? problem : new Written<TRow>(entry.Effect, entry.Row, null))];
    }

    /// <summary>
    /// Does a step that <see cref="BatchStep.Rows"/> has left: of these records for those that were recorded after a feed position. What is
    /// wrong with each, in order.
    /// </summary>
    public async Task<IReadOnlyList<Problem?>> FinishAsync(IReadOnlyList<Change<TInput, TRow>> changes, BatchStep step, long after, ISet<string> gone)
    {
        var entries = await ReadAsync(changes, mayRefuse: false);
        Entry[] recorded = [.. entries.Where(entry => entry.State.Current is { } current && current.Seq > after)];
        foreach (var entry in recorded) (entry.Row, entry.Effect) = (entry.State.Current, Effect.Updated);
        await CheckAsync(recorded, step);
        if (step == BatchStep.Links) RefuseReferrers(recorded, gone);
        // Where some are gone all will be taken back: nobody will see the links.
        if (step == BatchStep.Links && gone.Count == 0) await LinkAsync([.. recorded.Where(entry => entry.IsOpen)]);
        return [.. entries.Select(entry => entry.Problem)];
    }

    /// <summary>Records versions of rows: their feed entries, their history and themselves; the links stay as they are.</summary>
    public static async Task<IReadOnlyList<TRow>> RecordAsync(WriteSession session, Noun<TInput, TRow, TRecord> noun, IReadOnlyList<(TRow Row, RecordState<TRow> State)> versions)
    {
        if (versions.Count == 0) return [];
        var stamps = await session.RecordAsync(noun.Singular, [.. versions.Select(each => (each.Row.Id, Op(each.State), each.State.LastVersion + 1))]);
        TRow[] stamped = [.. versions.Select((each, index) => noun.Restamp(each.Row, stamps[index]))];
        await session.InsertAsync(
            noun.Table.InsertHistory,
            [.. versions.Index().Where(each => each.Item.State.Current is not null).Select(each => (object?[])[.. Table.Values(each.Item.State.Current!), stamps[each.Index].Seq])]);
        var replaces = versions.Select(each => each.State.Current is not null).ToArray();
        await session.InsertAsync(noun.Table.Insert, [.. stamped.Where((_, index) => !replaces[index]).Select(Table.Values)]);
        await session.InsertAsync(noun.Table.Upsert, [.. stamped.Where((_, index) => replaces[index]).Select(Table.Values)]);
        await SearchIndex.PutAsync(session, noun, [.. stamped.Select((row, index) => (row, versions[index].State.Current))]);
        return stamped;
    }

    private static string Op(RecordState<TRow> state) => state.Effect switch { Effect.Updated => "update", Effect.Restored => "restore", _ => "create" };

    private async Task<Entry[]> ReadAsync(IReadOnlyList<Change<TInput, TRow>> changes, bool mayRefuse)
    {
        var states = await RecordState<TRow>.ReadAsync(session, noun, [.. changes.Select(change => change.Id)]);
        Entry[] entries = [.. changes.Select(change => new Entry(change, states[change.Id]))];
        foreach (var entry in entries)
        {
            entry.Problem = mayRefuse ? RecordWriter.Refusal(noun, entry.Change, entry.State) : null;
            if (entry.Problem is null) (entry.Input, entry.Problem) = entry.Change.Input(entry.State.Current);
        }

        return entries;
    }

    /// <summary>Makes each row as it will be kept, with the current version's stamp, so that an equal row is an equal record.</summary>
    private async Task CompleteAsync(Entry[] entries, IReadOnlySet<string> options)
    {
        Entry[] open = [.. entries.Where(entry => entry.IsOpen)];
        var rows = new List<(TRow, TRow?)>(open.Length);
        foreach (var entry in open)
        {
            var stamp = entry.State.Current is { } now ? new Stamp(now.Seq, now.Version, now.RecordedAt) : new Stamp(0, 0, "");
            rows.Add((noun.ToRow(entry.Input!, entry.Change.Id, stamp), await entry.State.LastRowAsync(session, noun, entry.Change.Id)));
        }

        var complete = await noun.Complete(session, rows, options);
        foreach (var (index, entry) in open.Index())
        {
            (entry.Row, entry.Incomplete) = complete[index];
            entry.Effect = entry.Incomplete is null && EqualityComparer<TRow>.Default.Equals(entry.Row, entry.State.Current) ? Effect.Unchanged : entry.State.Effect;
        }
    }

    private async Task CheckAsync(Entry[] entries, BatchStep step)
    {
        if (step != BatchStep.Rules) await CheckReferencesAsync(entries, step);
        if (step is BatchStep.Whole or BatchStep.Rules) await CheckRulesAsync([.. entries.Where(entry => entry.IsOpen)]);
    }

    private async Task CheckReferencesAsync(Entry[] entries, BatchStep step)
    {
        var references = entries.SelectMany(entry => noun.References(entry.Input!).Select(reference => (entry.Change.Id, Reference: reference)))
            .Where(each => step == BatchStep.Whole || (each.Reference.Noun == noun.Plural) == (step == BatchStep.Links));
        var missing = await References.MissingAsync(session, catalog, noun.Plural, references);
        foreach (var entry in entries) entry.Problem = missing.Of(entry.Change.Id, StatusCodes.Status409Conflict);
    }

    /// <summary>What refers to a record that is refused, and was not there before, is refused too, and what refers to that, however long the way.</summary>
    private void RefuseReferrers(Entry[] entries, ISet<string> gone)
    {
        var referrers = entries.SelectMany(entry => noun.References(entry.Input!).Select(reference => (Entry: entry, Reference: reference)))
            .Where(each => each.Reference.Noun == noun.Plural && each.Reference.Id != each.Entry.Change.Id)
            .ToLookup(each => each.Reference.Id, StringComparer.Ordinal);
        var left = new Queue<string>(referrers.Select(group => group.Key).Where(gone.Contains));
        foreach (var entry in entries.Where(entry => !entry.IsOpen)) Leave(entry);
        while (left.TryDequeue(out var id))
        {
            foreach (var (entry, reference) in referrers[id].Where(each => each.Entry.IsOpen))
            {
                entry.Problem = Problem.Of(StatusCodes.Status409Conflict, [References.Error(reference, noun, isRetired: false)]);
                Leave(entry);
            }
        }

        void Leave(Entry entry)
        {
            if (entry.State.Current!.Version == 1 && gone.Add(entry.Change.Id)) left.Enqueue(entry.Change.Id);
        }
    }

    private async Task CheckRulesAsync(Entry[] entries)
    {
        if (entries.Length == 0) return;
        var broken = new Faults();
        await noun.Rules(session, [.. entries.Select(entry => new Draft<TInput>(entry.Change.Id, entry.Input!, entry.State.Current is not null))], broken);
        foreach (var entry in entries) entry.Problem = broken.Of(entry.Change.Id, StatusCodes.Status422UnprocessableEntity);
    }

    private async Task RecordAsync(Entry[] entries)
    {
        var rows = await RecordAsync(session, noun, [.. entries.Select(entry => (entry.Row!, entry.State))]);
        foreach (var (index, entry) in entries.Index()) entry.Row = rows[index];
    }

    private async Task LinkAsync(Entry[] entries)
    {
        foreach (var (link, targets) in noun.LinkTargets)
        {
            await link.MoveAsync(
                session,
                [.. entries.Select(entry => new Linked(entry.Change.Id, entry.Row!.Seq, [.. targets(entry.Input!).Distinct(StringComparer.Ordinal)], entry.Effect == Effect.Updated))]);
        }
    }

    private sealed class Entry(Change<TInput, TRow> change, RecordState<TRow> state)
    {
        public Change<TInput, TRow> Change => change;

        public RecordState<TRow> State => state;

        public TInput? Input { get; set; }

        /// <summary>The row as it will be kept, or was.</summary>
        public TRow? Row { get; set; }

        public Effect Effect { get; set; }

        /// <summary>What keeps the row from being completed, told only where nothing else is wrong.</summary>
        public Problem? Incomplete { get; set; }

        public Problem? Problem { get; set; }

        public bool IsOpen => Problem is null;
    }
}
