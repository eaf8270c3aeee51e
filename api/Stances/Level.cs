using StanceApi.Positions;

namespace StanceApi.Stances;

/// <summary>Statements of one rank. What they say together is decided by content, never by when they were recorded or by their ids.</summary>
internal sealed class Level
{
    /// <summary>Which stance without a number wins over the others on its level.</summary>
    private static readonly Stance[] Unnumbered = [Stance.Withheld, Stance.Ambivalent, Stance.Undecided, Stance.NoPosition];

    private static readonly int Kinds = Enum.GetValues<Stance>().Length;

    private readonly Dictionary<string, Statement> members = new(StringComparer.Ordinal);
    private readonly int[] counts = new int[Kinds];

    public IReadOnlyCollection<Statement> Members => members.Values;

    /// <summary>How many different stances its statements have.</summary>
    public int Variety => counts.Count(count => count > 0);

    public bool Has(Statement statement) => members.ContainsKey(statement.PositionId);

    public void Add(Statement statement)
    {
        members.Add(statement.PositionId, statement);
        counts[(int)statement.Stance]++;
    }

    public void Remove(Statement statement)
    {
        members.Remove(statement.PositionId);
        counts[(int)statement.Stance]--;
    }

    /// <summary>
    /// One value: that. Numbers of one sign: the weaker; other numbers: ambivalent, in conflict. A number and a stance without
    /// one: the one without, the number becoming what it leans to.
    /// </summary>
    public Outcome Outcome()
    {
        if (Variety == 1) return new Outcome((Stance)Array.FindIndex(counts, count => count > 0), null, Conflict: false);
        Stance[] said = [.. Enum.GetValues<Stance>().Where(stance => counts[(int)stance] > 0)];
        var number = Score.Weakest([.. said.Where(stance => Score.Of(stance) is not null)]);
        if (Unnumbered.Where(said.Contains).Select(stance => (Stance?)stance).FirstOrDefault() is { } without) return new Outcome(without, number, Conflict: false);
        return number is { } weakest ? new Outcome(weakest, null, Conflict: false) : new Outcome(Stance.Ambivalent, null, Conflict: true);
    }
}

/// <summary>What level statements say together.</summary>
/// <param name="Stance">The stance.</param>
/// <param name="Leaning">The number beside a stance without one, null where there is none.</param>
/// <param name="Conflict">Whether numbers of different signs stand against each other.</param>
internal readonly record struct Outcome(Stance Stance, Stance? Leaning, bool Conflict);
