using StanceApi.Storage;

namespace StanceApi.Copying;

/// <summary>A table that was compared: what it holds on both sides.</summary>
internal sealed record ComparedTable(string Name, TableDigest Source, TableDigest Target);

/// <summary>What a copy did.</summary>
/// <param name="Tables">What each table holds on both sides, computed from the rows after the copy.</param>
/// <param name="Position">The feed position that was copied up to, from which a consumer goes on at either side.</param>
/// <param name="Missed">How many entries were written to the source since: they are not in the copy.</param>
internal sealed record CopyReport(IReadOnlyList<ComparedTable> Tables, long Position, long Missed)
{
    /// <summary>Whether the copy is the same as the source was; where it is not, the target stays closed.</summary>
    public bool IsEqual => Tables.All(table => table.Source == table.Target);
}

/// <summary>
/// Copies a whole store, row by row, into an empty database, whichever the engines: records with their history, texts, feed, search, keys,
/// answers kept for idempotency keys, jobs. Whatever breaks it off, the same copy again goes on where it stopped.
/// </summary>
internal static class StoreCopy
{
    public const string From = "--from";
    public const string To = "--to";

    /// <summary>A snapshot is read for as long as it takes.</summary>
    private static readonly ServiceLimits Limits = new() { ExportSeconds = 86_400 };

    /// <param name="from">Names the database where the store is.</param>
    /// <param name="to">Names the database where it shall be.</param>
    /// <param name="tell">Is told each step.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">Takes what the migrations say.</param>
    /// <exception cref="CopySideException">One of the databases cannot be used, or went away amid the copy.</exception>
    public static async Task<CopyReport> RunAsync(string from, string to, Action<string> tell, TimeProvider clock, ILogger log)
    {
        await using var here = await CopySideException.OpenAsync(From, () => Task.FromResult(StorageFeature.EngineOf(from, Limits)));
        await using var there = await CopySideException.OpenAsync(To, () => Task.FromResult(StorageFeature.EngineOf(to, Limits)));
        await using var source = await CopySideException.OpenAsync(From, () => CopySource.OpenAsync(here));
        await using var target = await CopySideException.OpenAsync(To, () => CopyTarget.OpenAsync(there, source, clock, tell, log));
        var tables = await CopySideException.AmidAsync(To, From, there, () => FillAsync(source, target, tell));
        tell("comparing");
        var report = new CopyReport(
            await CompareAsync(here, there, source, target, tables),
            source.Head.Seq,
            await CopySideException.AmidAsync(From, From, here, source.CountMissedAsync));
        if (!report.IsEqual) return report;
        await CopySideException.AmidAsync(To, To, there, async () =>
        {
            await target.FinishAsync();
            return true;
        });
        return report;
    }

    /// <summary>Copies what is missing. Returns the tables that are copied.</summary>
    private static async Task<StoredTable[]> FillAsync(CopySource source, CopyTarget target, Action<string> tell)
    {
        if (target.Found > 0) tell(FormattableString.Invariant($"going on after {target.Found} rows"));
        foreach (var other in source.Tables.Where(table => !target.Takes(table))) tell($"leaving out {other.Name}, which is no table of a store");
        StoredTable[] tables = [.. source.Tables.Where(target.Takes)];
        await target.ClearAsync(tables);
        foreach (var table in tables) await target.FillAsync(table, source, tell);
        return tables;
    }

    private static async Task<IReadOnlyList<ComparedTable>> CompareAsync(Engine here, Engine there, CopySource source, CopyTarget target, StoredTable[] tables)
    {
        var ours = Task.Run(() => CopySideException.AmidAsync(To, To, there, () => target.ReadAsync(session => DigestsAsync(session, tables))));
        var theirs = await Task.Run(() => CopySideException.AmidAsync(From, From, here, () => DigestsAsync(source.Session, tables)));
        return [.. tables.Zip(theirs, await ours).Select(each => new ComparedTable(each.First.Name, each.Second, each.Third))];
    }

    private static async Task<List<TableDigest>> DigestsAsync(Session session, IReadOnlyList<StoredTable> tables)
    {
        var digests = new List<TableDigest>(tables.Count);
        foreach (var table in tables) digests.Add(await TableDigest.ComputeAsync(session, table));
        return digests;
    }
}
