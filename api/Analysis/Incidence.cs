namespace StanceApi.Analysis;

/// <summary>The counts of one concept: who speaks of it how often at which level.</summary>
internal sealed class ConceptCounts
{
    /// <summary>The actors that speak of it, by their index, ascending.</summary>
    public required int[] Actors { get; init; }

    /// <summary>How often, at all levels together; beside <see cref="Actors"/>.</summary>
    public required double[] Sums { get; init; }

    /// <summary>How often at each level of the incidence; beside <see cref="Actors"/>.</summary>
    public required double[][] ByLevel { get; init; }
}

/// <summary>
/// The counts x of actor i on concept j at level k. Everything is in the order of ids and levels, so that the order of the
/// observations leaves no trace; counts are whole numbers and stay exact in doubles below 2^53.
/// </summary>
internal sealed class Incidence
{
    private Incidence(string[] actors, string[] concepts, int[] levels, IReadOnlyList<Observation> observations)
    {
        (Actors, Concepts, Levels) = (actors, concepts, levels);
        var actorIndex = Index(actors);
        var groups = observations.GroupBy(each => each.ConceptId, StringComparer.Ordinal).ToDictionary(group => group.Key, StringComparer.Ordinal);
        Counts = [.. concepts.Select(concept => Count(groups[concept], actorIndex, levels))];
        Totals = new double[actors.Length];
        foreach (var counts in Counts)
        {
            foreach (var (cell, actor) in counts.Actors.Index()) Totals[actor] += counts.Sums[cell];
        }
    }

    /// <summary>The ids of the actors, ordinal.</summary>
    public IReadOnlyList<string> Actors { get; }

    /// <summary>The ids of the concepts, ordinal.</summary>
    public IReadOnlyList<string> Concepts { get; }

    /// <summary>The levels that occur, ascending.</summary>
    public IReadOnlyList<int> Levels { get; }

    /// <summary>The counts of each concept.</summary>
    public IReadOnlyList<ConceptCounts> Counts { get; }

    /// <summary>n: the observations of each actor.</summary>
    public double[] Totals { get; }

    public static Incidence Of(IReadOnlyList<Observation> observations) => new(
        Sorted(observations.Select(each => each.ActorId)),
        Sorted(observations.Select(each => each.ConceptId)),
        [.. observations.Select(each => each.Level).Distinct().Order()],
        observations);

    private static string[] Sorted(IEnumerable<string> ids) => [.. ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static Dictionary<string, int> Index(string[] ids) => ids.Index().ToDictionary(each => each.Item, each => each.Index, StringComparer.Ordinal);

    private static ConceptCounts Count(IEnumerable<Observation> observations, Dictionary<string, int> actorIndex, int[] levels)
    {
        var cells = observations.GroupBy(each => actorIndex[each.ActorId]).OrderBy(cell => cell.Key).ToArray();
        var byLevel = levels.Select(_ => new double[cells.Length]).ToArray();
        foreach (var (index, cell) in cells.Index())
        {
            foreach (var observation in cell) byLevel[Array.BinarySearch(levels, observation.Level)][index]++;
        }

        return new ConceptCounts
        {
            Actors = [.. cells.Select(cell => cell.Key)],
            Sums = [.. cells.Select(cell => (double)cell.Count())],
            ByLevel = byLevel,
        };
    }
}
