using StanceApi.Positions;

namespace StanceApi.Stances;

/// <summary>Statements of one rank. What they say together is decided by content, never by when they were recorded or by their ids.</summary>
internal sealed class Level
{
    /// <summary>Which stance without a number wins over the others on its level.</summary>
    private static readonly Stance[] Unnumbered = [Stance.Withheld, Stance.Ambivalent, Stance.Undecided, Stance.NoPosition];

    private readonly Dictionary<string, Statement> members = new(StringComparer.Ordinal);
    private readonly SortedDictionary<Stance, int> counts = [];

    public IReadOnlyCollection<Statement> Members => members.Values;

    /// <summary>The different stances of its statements.</summary>
    public IReadOnlyCollection<Stance> Stances => counts.Keys;

    public bool Has(Statement statement) => members.ContainsKey(statement.PositionId);

    public void Add(Statement statement)
    {
        members.Add(statement.PositionId, statement);
        counts[statement.Stance] = counts.GetValueOrDefault(statement.Stance) + 1;
    }

    public void Remove(Statement statement)
    {
        members.Remove(statement.PositionId);
        if (--counts[statement.Stance] == 0) counts.Remove(statement.Stance);
    }

    /// <summary>
    /// One value: that. Numbers of one sign: the weaker; other numbers: ambivalent, in conflict. A number and a stance without
    /// one: the one without, the number becoming what it leans to.
    /// </summary>
    public Outcome Outcome()
    {
        if (counts.Count == 1) return new Outcome(counts.Keys.Single(), null, Conflict: false);
        var number = Score.Weakest([.. counts.Keys.Where(stance => Score.Of(stance) is not null)]);
        if (Unnumbered.Where(counts.ContainsKey).Select(stance => (Stance?)stance).FirstOrDefault() is { } without) return new Outcome(without, number, Conflict: false);
        return number is { } weakest ? new Outcome(weakest, null, Conflict: false) : new Outcome(Stance.Ambivalent, null, Conflict: true);
    }
}

/// <summary>What level statements say together.</summary>
/// <param name="Stance">The stance.</param>
/// <param name="Leaning">The number beside a stance without one, null where there is none.</param>
/// <param name="Conflict">Whether numbers of different signs stand against each other.</param>
internal readonly record struct Outcome(Stance Stance, Stance? Leaning, bool Conflict);
