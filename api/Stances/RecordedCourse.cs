using StanceApi.Positions;

namespace StanceApi.Stances;

/// <summary>A change of a stance in the record: from a feed position on it was known as something else.</summary>
/// <param name="Seq">The feed position.</param>
/// <param name="At">Its instant, in microseconds since 1970.</param>
/// <param name="Key">The stance.</param>
/// <param name="From">What it was, null where nothing was known.</param>
/// <param name="To">What it is since, null where nothing is left.</param>
/// <param name="Cause">Why.</param>
/// <param name="PositionId">The position that made the difference.</param>
internal readonly record struct RecordedTransition(long Seq, long At, StanceKey Key, Stance? From, Stance? To, StanceCause Cause, string PositionId);

/// <summary>
/// How stances changed as the record grew: the rule asked again at every feed position, at one time of the world. A pure function.
/// </summary>
internal sealed class RecordedCourse
{
    private readonly long asOf;
    private readonly SortedDictionary<StanceKey, RankedStatements> stances = [];
    private readonly Dictionary<string, StatementVersion> current = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long?> published = new(StringComparer.Ordinal);
    private readonly List<RecordedTransition> course = [];

    private RecordedCourse(long? asOf) => this.asOf = asOf ?? long.MaxValue;

    /// <summary>Follows the versions of statements, and of their sources' dates where a time of the world is asked about.</summary>
    /// <returns>The changes by feed position, then question, actor and capacity.</returns>
    public static IReadOnlyList<RecordedTransition> Follow(
        IReadOnlyCollection<StatementVersion> statements, IReadOnlyCollection<SourceVersion> sources, long? asOf, CancellationToken cancellation = default)
    {
        var follower = new RecordedCourse(asOf);
        var begun = statements.ToDictionary(version => version.Seq);
        var ended = statements.Where(version => version.EndAt is not null).ToDictionary(version => version.UntilSeq);
        var dates = sources.ToDictionary(source => source.Seq);
        foreach (var seq in begun.Keys.Union(ended.Keys).Union(dates.Keys).Order())
        {
            cancellation.ThrowIfCancellationRequested();
            if (dates.GetValueOrDefault(seq) is { } source) follower.Date(source);
            else follower.Replace(seq, ended.GetValueOrDefault(seq), begun.GetValueOrDefault(seq));
        }

        return follower.course;
    }

    private void Replace(long seq, StatementVersion? before, StatementVersion? after)
    {
        StanceKey[] keys = [.. new[] { before?.Key, after?.Key }.OfType<StanceKey>().Distinct().Order()];
        var stancesBefore = keys.Select(StanceOf).ToArray();
        if (before is not null) Remove(before);
        if (after is not null) Put(after);
        var cause = Cause(before, after);
        var at = after?.At ?? before!.EndAt!.Value;
        foreach (var (index, key) in keys.Index()) Note(seq, at, key, stancesBefore[index], cause, (after ?? before)!.Id);
    }

    /// <summary>A source's date of publication tells by when its statements had certainly been said.</summary>
    private void Date(SourceVersion source)
    {
        published[source.Id] = source.PublishedUntil;
        foreach (var group in current.Values.Where(version => version.SourceId == source.Id).GroupBy(version => version.Key).OrderBy(group => group.Key).ToArray())
        {
            var before = StanceOf(group.Key);
            foreach (var version in group) Put(version);
            Note(source.Seq, source.At, group.Key, before, StanceCause.Correction, group.Select(version => version.Id).Min(StringComparer.Ordinal)!);
        }
    }

    private Stance? StanceOf(StanceKey key) => stances.GetValueOrDefault(key)?.Stance;

    private void Put(StatementVersion version)
    {
        current[version.Id] = version;
        var statement = (version with { PublishedUntil = published.GetValueOrDefault(version.SourceId) }).ToStatement();
        if (!stances.TryGetValue(version.Key, out var ranked)) stances.Add(version.Key, ranked = new RankedStatements());
        if (statement.SaidBy <= asOf) ranked.Put(statement, asOf);
        else ranked.Remove(version.Id);
    }

    private void Remove(StatementVersion version)
    {
        current.Remove(version.Id);
        stances[version.Key].Remove(version.Id);
    }

    private void Note(long seq, long at, StanceKey key, Stance? from, StanceCause cause, string positionId)
    {
        var to = StanceOf(key);
        if (to != from) course.Add(new RecordedTransition(seq, at, key, from, to, cause, positionId));
    }

    private StanceCause Cause(StatementVersion? before, StatementVersion? after)
    {
        if (after is null) return before!.EndOp == "retire" ? StanceCause.Retirement : StanceCause.Correction;
        if (before is null) return after.Op == "update" ? StanceCause.Correction : StanceCause.NewStatement;
        if (!DiffersInStatusOnly(before, after)) return StanceCause.Correction;
        if (stances[after.Key].IsDropped(after.Id)) return StanceCause.ConditionFailed;
        return after.ToStatement().IsMetAt(asOf) ? StanceCause.ConditionMet : StanceCause.Correction;
    }

    private static bool DiffersInStatusOnly(StatementVersion before, StatementVersion after)
    {
        var same = before with { Seq = after.Seq, UntilSeq = after.UntilSeq, Op = after.Op, EndOp = after.EndOp, At = after.At, EndAt = after.EndAt, Conditions = after.Conditions };
        return same == after && Open(before).SequenceEqual(Open(after));
    }

    private static IEnumerable<Condition> Open(StatementVersion version) =>
        version.ToStatement().Conditions.Select(condition => condition with { Status = ConditionStatus.Open, StatusOn = null });
}
