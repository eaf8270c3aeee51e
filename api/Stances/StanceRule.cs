using StanceApi.Positions;

namespace StanceApi.Stances;

/// <summary>
/// The rule from positions to a stance (see the README, "Where an actor stands"). A pure function: the same statements give the
/// same verdict, whatever their order.
/// </summary>
internal static class StanceRule
{
    /// <summary>
    /// Decides where an actor stands on a question in a capacity.
    /// </summary>
    /// <param name="statements">All statements of that actor on that question in that capacity.</param>
    /// <param name="asOf">The last microsecond by which things count as said; null: without a bound.</param>
    /// <returns>The verdict; null where nothing had been said by then.</returns>
    public static Verdict? Decide(IReadOnlyCollection<Statement> statements, long? asOf)
    {
        var ranked = new RankedStatements();
        var course = Follow(statements, asOf ?? long.MaxValue, ranked);
        return ranked.IsEmpty ? null : Conclude(ranked, course);
    }

    /// <summary>Follows the stance through time: at each moment something is said, or the status of a requirement changes.</summary>
    private static List<Transition> Follow(IReadOnlyCollection<Statement> statements, long until, RankedStatements ranked)
    {
        var course = new List<Transition>();
        var moments = Moments(statements, until);
        for (var index = 0; index < moments.Count;)
        {
            var at = moments[index].At;
            var (before, modality) = (ranked.Stance, ranked.Modality);
            var changed = new List<Statement>();
            for (; index < moments.Count && moments[index].At == at; index++)
            {
                ranked.Put(moments[index].Statement, at);
                changed.Add(moments[index].Statement);
            }

            if (ranked.Stance is not { } stance || stance == before) continue;
            var (cause, position) = Cause(changed, at, ranked);
            course.Add(new Transition(at, before, modality, stance, cause, position));
        }

        return course;
    }

    /// <summary>When statements come in, and when a requirement of theirs changes after that, up to a bound; in the order of time.</summary>
    private static List<(long At, Statement Statement)> Moments(IReadOnlyCollection<Statement> statements, long until)
    {
        var moments = new List<(long At, Statement Statement)>(statements.Count);
        foreach (var statement in statements)
        {
            if (statement.SaidBy > until) continue;
            moments.Add((statement.SaidBy, statement));
            foreach (var requirement in statement.Requirements)
            {
                if (requirement.StatusBy is { } at && at > statement.SaidBy && at <= until) moments.Add((at, statement));
            }
        }

        moments.Sort((left, right) => left.At.CompareTo(right.At));
        return moments;
    }

    /// <summary>What made the difference: what was said now and decides now; else a condition that was met and decides now; else one that failed.</summary>
    private static (StanceCause Cause, string PositionId) Cause(IReadOnlyCollection<Statement> changed, long at, RankedStatements ranked)
    {
        var deciding = changed.Where(statement => ranked.Top?.Has(statement) ?? false).ToArray();
        if (First(deciding.Where(statement => statement.SaidBy == at)) is { } said) return (StanceCause.NewStatement, said);
        if (First(deciding) is { } met) return (StanceCause.ConditionMet, met);
        if (First(changed.Where(statement => statement.SaidBy < at && ranked.IsDropped(statement.PositionId))) is { } failed) return (StanceCause.ConditionFailed, failed);
        return (StanceCause.NewStatement, First(changed)!);
    }

    private static string? First(IEnumerable<Statement> statements) => statements.Select(statement => statement.PositionId).Min(StringComparer.Ordinal);

    private static Verdict Conclude(RankedStatements ranked, List<Transition> course)
    {
        var dropped = ById(ranked.Dropped);
        if (ranked.Top is not { } top) return Nothing(dropped, course);
        var levels = ranked.Levels.ToArray();
        var winner = levels[0].Rank;
        var outcome = top.Outcome();
        var (leaning, leaningBasis) = Lean(outcome, levels);
        return new Verdict
        {
            Stance = outcome.Stance,
            Modality = winner.Modality,
            Leaning = leaning,
            Conflict = outcome.Conflict,
            DecidedBy = top.Variety > 1 ? DecidedBy.Content : levels.Length == 1 ? DecidedBy.Unopposed : winner.Beats(levels[1].Rank),
            Basis = ById(top.Members),
            LeaningBasis = leaningBasis,
            Signals = Later(levels),
            Dropped = dropped,
            Evidence = Evidence.For(outcome.Stance, levels.SelectMany(level => level.Level.Members)),
            Course = course,
        };
    }

    /// <summary>Losers that are later than the winner.</summary>
    private static Statement[] Later((Rank Rank, Level Level)[] levels) =>
    [
        .. levels.Skip(1).SelectMany(level => level.Level.Members)
            .Where(loser => loser.From > levels[0].Rank.From)
            .OrderBy(loser => loser.From)
            .ThenBy(loser => loser.PositionId, StringComparer.Ordinal),
    ];

    /// <summary>A stance without a number leans to the number on its own level, else to the best-ranked number that is not older.</summary>
    private static (Stance? Leaning, IReadOnlyList<Statement> Basis) Lean(Outcome outcome, (Rank Rank, Level Level)[] levels)
    {
        if (Score.Of(outcome.Stance) is not null) return (null, []);
        if (outcome.Leaning is { } level) return (level, Numbers(levels[0].Level));
        var next = levels.Skip(1).Where(each => each.Rank.From >= levels[0].Rank.From).Select(each => Numbers(each.Level)).FirstOrDefault(numbers => numbers.Count > 0);
        return next is not null && Score.Weakest([.. next.Select(statement => statement.Stance)]) is { } leaning ? (leaning, next) : (null, []);
    }

    private static IReadOnlyList<Statement> Numbers(Level level) => ById(level.Members.Where(statement => Score.Of(statement.Stance) is not null));

    private static Verdict Nothing(IReadOnlyList<Statement> dropped, List<Transition> course) => new()
    {
        Stance = Stance.NoPosition,
        Modality = null,
        Leaning = null,
        Conflict = false,
        DecidedBy = DecidedBy.NothingLeft,
        Basis = [],
        LeaningBasis = [],
        Signals = [],
        Dropped = dropped,
        Evidence = Evidence.For(Stance.NoPosition, []),
        Course = course,
    };

    private static Statement[] ById(IEnumerable<Statement> statements) => [.. statements.OrderBy(statement => statement.PositionId, StringComparer.Ordinal)];
}
