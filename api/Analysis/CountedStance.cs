using StanceApi.Positions;
using StanceApi.Stances;

namespace StanceApi.Analysis;

/// <summary>The one stance with which an actor counts on a question.</summary>
/// <param name="Key">Whose, on what, in which capacity.</param>
/// <param name="Verdict">What the rule concludes.</param>
/// <param name="Statements">Everything that the actor said on the question in that capacity by then.</param>
internal sealed record CountedStance(StanceKey Key, Verdict Verdict, IReadOnlyList<Statement> Statements)
{
    /// <summary>Which capacity counts where an actor has several.</summary>
    private static readonly Capacity[] Order = [Capacity.Official, Capacity.Party, Capacity.Unspecified, Capacity.Expert, Capacity.Personal];

    /// <summary>The number of the stance, null where it has none.</summary>
    public int? Score => Stances.Score.Of(Verdict.Stance);

    /// <summary>The ids of the positions that it rests on.</summary>
    public IReadOnlyList<string> Basis => [.. Verdict.Basis.Select(statement => statement.PositionId)];

    /// <summary>The positions that were left out, and why.</summary>
    public IReadOnlyList<DroppedPosition> Dropped { get; private init; } = [];

    /// <summary>Everything that the actor said on the question by then, in whatever capacity: reasons are given in all of them.</summary>
    public IReadOnlyList<Statement> Said { get => field ?? Statements; init; }

    /// <summary>The arguments that the actor gives on the question, by id.</summary>
    public IReadOnlyList<string> ArgumentIds =>
        [.. Said.SelectMany(statement => statement.ArgumentIds).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The ids of the positions that give an argument.</summary>
    public IReadOnlyList<string> Giving(string argumentId) =>
        [.. Said.Where(statement => statement.ArgumentIds.Contains(argumentId)).Select(statement => statement.PositionId).Order(StringComparer.Ordinal)];

    /// <summary>Of the stances of one actor on one question in several capacities the one that counts, by question and actor.</summary>
    public static IReadOnlyList<CountedStance> Choose(IEnumerable<CountedStance> stances) =>
    [
        .. stances.GroupBy(stance => (stance.Key.QuestionId, stance.Key.ActorId))
            .Select(group => group.MinBy(stance => Array.IndexOf(Order, stance.Key.Capacity))! with { Said = [.. group.SelectMany(stance => stance.Statements)] })
            .OrderBy(stance => stance.Key),
    ];

    /// <summary>What the rule concludes from a group of statements, null where nothing had been said by then.</summary>
    public static CountedStance? Of(StatementGroup group, long? asOf)
    {
        if (StanceRule.Decide(group.Statements, asOf) is not { } verdict) return null;
        return new CountedStance(group.Key, verdict, [.. group.Statements.Where(statement => statement.SaidBy <= (asOf ?? long.MaxValue))])
        {
            Dropped = [.. verdict.Dropped.Select(statement => DroppedPosition.Of(statement, asOf))],
        };
    }
}
