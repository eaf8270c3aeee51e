using CsCheck;
using StanceApi.Analysis;

namespace StanceApi.Tests.Analysis;

/// <summary>What holds of networks for any observations.</summary>
public sealed class NetworkPropertyTests
{
    private static readonly Normalization[] OfTwoActors = [Normalization.None, Normalization.Average, Normalization.Cosine, Normalization.Jaccard];

    private static readonly Gen<string> Line = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], Gen.Int[-2, 2], Gen.Int[1, 28]).Select((actor, concept, level, day) => $"a{actor} q{concept} {level} 2025-02-{day:D2}");

    private static readonly Gen<string[]> Lines = Line.Array[0, 40];

    private static readonly Gen<LevelRange> Ranges = Gen.Bool.Select(isObserved => isObserved ? LevelRange.Observed : LevelRange.Declared);

    private static readonly Gen<Normalization> Normalizations = Gen.Int[0, OfTwoActors.Length - 1].Select(index => OfTwoActors[index]);

    [Fact]
    public void The_order_of_the_observations_leaves_no_trace() => Gen.Select(Lines, Ranges, Normalizations, Gen.Int).Sample((lines, range, normalization, seed) =>
    {
        var (one, other) = (Seen.Network(range, null, lines), Seen.Network(range, null, lines.OrderBy(line => HashCode.Combine(line, seed))));
        return Enum.GetValues<Measure>().All(measure => one.Pairs(measure, normalization).SequenceEqual(other.Pairs(measure, normalization)));
    });

    [Fact]
    public void Weights_are_symmetric() => Gen.Select(Lines, Ranges, Normalizations).Sample((lines, range, normalization) =>
    {
        var network = Seen.Network(range, Compatibility.Dna, lines);
        return Enum.GetValues<Measure>().All(measure => network.Pairs(measure, normalization).All(pair => network.Between(pair.Right, pair.Left, measure, normalization) == pair.Weight));
    });

    [Fact]
    public void Congruence_and_conflict_make_up_cooccurrence_and_differ_by_subtract() => Gen.Select(Lines, Ranges, Normalizations).Sample((lines, range, normalization) =>
    {
        var network = Seen.Network(range, null, lines);
        double[] Of(Measure measure) => [.. network.Pairs(measure, normalization).Select(pair => pair.Weight)];
        var (both, congruence, conflict, subtract) = (Of(Measure.Cooccurrence), Of(Measure.Congruence), Of(Measure.Conflict), Of(Measure.Subtract));
        return both.Index().All(each => Near(congruence[each.Index] + conflict[each.Index], each.Item) && Near(congruence[each.Index] - conflict[each.Index], subtract[each.Index]));
    });

    [Fact]
    public void Cosine_and_jaccard_are_at_most_1_and_only_subtract_is_negative() => Gen.Select(Lines, Ranges).Sample((lines, range) =>
    {
        var network = Seen.Network(range, null, lines);
        return Enum.GetValues<Measure>().All(measure => new[] { Normalization.Cosine, Normalization.Jaccard }
            .SelectMany(normalization => network.Pairs(measure, normalization))
            .All(pair => Math.Abs(pair.Weight) <= 1 + 1e-12 && (measure == Measure.Subtract || pair.Weight >= 0)));
    });

    [Fact]
    public void A_silent_actor_changes_nobodys_weight() => Gen.Select(Lines, Normalizations).Sample((lines, normalization) =>
    {
        var (before, after) = (Seen.Network(LevelRange.Declared, null, lines), Seen.Network(LevelRange.Declared, null, [.. lines, "b elsewhere 2"]));
        return Enum.GetValues<Measure>().All(measure => before.Pairs(measure, normalization).SequenceEqual(after.Pairs(measure, normalization).Where(pair => pair.Left != "b" && pair.Right != "b")));
    });

    [Fact]
    public void The_weights_are_what_the_definition_says() => Gen.Select(Lines, Ranges).Sample((lines, range) =>
    {
        var observations = Seen.Parse(lines);
        var network = Seen.Network(range, null, lines);
        double Direct(string left, string right) => observations.Where(each => each.ActorId == left)
            .Sum(one => observations.Where(each => each.ActorId == right && each.ConceptId == one.ConceptId).Sum(other => 1 - (network.Range == 0 ? 0 : Math.Abs(one.Level - other.Level) / (double)network.Range)));
        return network.Pairs(Measure.Congruence).All(pair => Near(pair.Weight, Direct(pair.Left, pair.Right)));
    });

    [Fact]
    public void Of_duplicates_the_earliest_stays_whatever_the_order() => Gen.Select(Lines, Gen.Int[0, 6], Gen.Int).Sample((lines, unit, seed) =>
    {
        var observations = Seen.Parse(lines);
        string[] Kept(IEnumerable<Observation> all) => [.. Observations.WithoutDuplicates([.. all], (Duplicates)unit, byLevel: true).Select(each => each.PositionIds[0]).Order()];
        return Kept(observations).SequenceEqual(Kept(observations.OrderBy(each => HashCode.Combine(each.PositionIds[0], seed))));
    });

    [Fact]
    public void Communities_are_never_worse_than_none_or_all_together() => Edges.Sample(edges =>
    {
        var graph = new Graph(7, edges);
        var found = Communities.Find(graph).Modularity;
        return found is null || (found >= Communities.Modularity(graph, [0, 1, 2, 3, 4, 5, 6]) - 1e-12 && found >= Communities.Modularity(graph, new int[7]) - 1e-12);
    });

    [Fact]
    public void No_division_is_better_than_the_one_found() => Gen.Double[-2, 2].Array[21].Sample(weights =>
    {
        double Weight(int left, int right) => weights[(Math.Max(left, right) * (Math.Max(left, right) - 1) / 2) + Math.Min(left, right)];
        double Frustration(int division) => Enumerable.Range(1, 6).Sum(right => Enumerable.Range(0, right).Sum(left =>
            ((division >> left) & 1) == ((division >> right) & 1) ? Math.Max(0, -Weight(left, right)) : Math.Max(0, Weight(left, right))));
        var split = CoalitionSplit.Find(7, Weight);
        return split.Sides[0] == 0 && Near(split.Frustration, Enumerable.Range(0, 128).Min(Frustration));
    });

    private static readonly Gen<Edge[]> Edges = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6], Gen.Int[1, 9]).Array[0, 15].Select(edges => edges.Where(edge => edge.Item1 < edge.Item2)
        .DistinctBy(edge => (edge.Item1, edge.Item2)).Select(edge => new Edge(edge.Item1, edge.Item2, edge.Item3)).ToArray());

    private static bool Near(double one, double other) => Math.Abs(one - other) <= 1e-9 * (1 + Math.Abs(other));
}
