using StanceApi.Analysis;
using StanceApi.Values;

namespace StanceApi.Tests.Analysis;

/// <summary>The weights of networks, worked out by hand.</summary>
public sealed class NetworkFigureTests
{
    // On q: a twice +2 and once -1, b once +1. On r: a once +2, b twice -2. On s only c, so that it is alone.
    private static readonly string[] Two = ["a q 2", "a q 2", "a q -1", "b q 1", "a r 2", "b r -2", "b r -2", "c s 0"];

    [Theory]
    // Pairs on q: 3 * 1 = 3, on r: 1 * 2 = 2.
    [InlineData("cooccurrence", 5)]
    // Distances: on q 1 + 1 + 2 = 4, on r 4 + 4 = 8, so 12 / 4 = 3 of 5.
    [InlineData("conflict", 3)]
    [InlineData("congruence", 2)]
    [InlineData("subtract", -1)]
    internal void The_measures_of_two_actors(string measure, double weight)
    {
        var network = Seen.Network(LevelRange.Declared, null, Two);

        Assert.Equal(weight, network.Between("a", "b", Words<Measure>.Parse(measure)));
        Assert.Equal(weight, network.Between("b", "a", Words<Measure>.Parse(measure)));
        Assert.Equal(0, network.Between("a", "c", Words<Measure>.Parse(measure)));
    }

    [Theory]
    // n is 4 and 3; a with itself: 3 * 3 + 1 * 1 = 10, b: 1 * 1 + 2 * 2 = 5.
    [InlineData("average", 5 / 3.5)]
    [InlineData("cosine", 0.7071067811865475)]
    [InlineData("jaccard", 0.5)]
    internal void The_normalisations_of_their_cooccurrence(string normalization, double weight) =>
        Assert.Equal(weight, Seen.Network(LevelRange.Declared, null, Two).Between("a", "b", Measure.Cooccurrence, Words<Normalization>.Parse(normalization)), 1e-15);

    [Theory]
    // DNA: cosine is n * m = 12. Jaccard: on no concept and level have both some, so 4 + 3.
    [InlineData("cosine", 5 / 12.0)]
    [InlineData("jaccard", 5 / 7.0)]
    internal void The_normalisations_of_DNA(string normalization, double weight) =>
        Assert.Equal(weight, Seen.Network(LevelRange.Declared, Compatibility.Dna, Two).Between("a", "b", Measure.Cooccurrence, Words<Normalization>.Parse(normalization)), 1e-15);

    [Fact]
    public void The_jaccard_of_DNA_multiplies_what_both_have()
    {
        // At q 1 both have some, 2 * 1; a alone has one at q -1, b alone two at r 1: 5 / (1 + 2 + 2) with 2 + 1 pairs on q.
        var network = Seen.Network(LevelRange.Declared, Compatibility.Dna, "a q 1", "a q 1", "a q -1", "b q 1", "b r 1", "b r 1");

        Assert.Equal(3 / 5.0, network.Between("a", "b", Measure.Cooccurrence, Normalization.Jaccard));
    }

    [Fact]
    public void Support_against_opposition_is_half_congruent_where_the_range_is_the_declared_one()
    {
        string[] opposed = ["a q 1", "b q -1"];

        Assert.Equal(0.5, Seen.Network(LevelRange.Declared, null, opposed).Between("a", "b", Measure.Congruence));
        Assert.Equal(0, Seen.Network(LevelRange.Observed, null, opposed).Between("a", "b", Measure.Congruence));
        Assert.Equal(-1, Seen.Network(LevelRange.Observed, null, opposed).Between("a", "b", Measure.Subtract));
    }

    [Fact]
    public void Where_all_say_the_same_the_observed_range_is_0_and_so_is_every_distance()
    {
        var network = Seen.Network(LevelRange.Observed, null, "a q 1", "b q 1", "b q 1");

        Assert.Equal((0, 2, 0, 2), (network.Range, network.Between("a", "b", Measure.Congruence), network.Between("a", "b", Measure.Conflict), network.Between("a", "b", Measure.Subtract)));
    }

    [Fact]
    public void Affiliations_count_or_sum_the_levels_by_activity_or_prominence()
    {
        var incidence = Incidence.Of(Seen.Parse(Two));

        Assert.Equal(["a q 3", "a r 1", "b q 1", "b r 2", "c s 1"], Tell(AffiliationNetwork.Weigh(incidence, Measure.Cooccurrence, Normalization.None, TestContext.Current.CancellationToken)));
        Assert.Equal(["a q 3", "a r 2", "b q 1", "b r -4", "c s 0"], Tell(AffiliationNetwork.Weigh(incidence, Measure.Subtract, Normalization.None, TestContext.Current.CancellationToken)));
        Assert.Equal(["a q 0.75", "a r 0.25", "b q 0.3333333333333333", "b r 0.6666666666666666", "c s 1"], Tell(AffiliationNetwork.Weigh(incidence, Measure.Cooccurrence, Normalization.Activity, TestContext.Current.CancellationToken)));
        Assert.Equal(["a q 0.75", "a r 0.3333333333333333", "b q 0.25", "b r 0.6666666666666666", "c s 1"], Tell(AffiliationNetwork.Weigh(incidence, Measure.Cooccurrence, Normalization.Prominence, TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("all", 7)]
    // s1: both of 28 October at +1, and -1; s2: the later ones.
    [InlineData("source", 5)]
    [InlineData("day", 6)]
    // 2025-12-29 is a Monday: its week is that of 2026-01-01, in another year.
    [InlineData("week", 4)]
    [InlineData("month", 5)]
    [InlineData("year", 4)]
    [InlineData("all_time", 3)]
    internal void Duplicates_are_of_one_actor_concept_level_and_unit(string unit, int left)
    {
        var observations = Seen.Parse(
            "a q 1 2025-10-28 s1", "a q 1 2025-10-28T10:00:00Z s1", "a q -1 2025-10-29 s1", "a q 1 2025-12-29 s2", "a q 1 2026-01-01 s2", "b q 1 2025-12-30 s1", "b q 1 2025-12-31 s2");

        var kept = Observations.WithoutDuplicates(observations, Words<Duplicates>.Parse(unit), byLevel: true);

        Assert.Equal(left, kept.Count);
        // The instant within the day is certain before the day is over.
        if (unit == "day") Assert.Equal("p001", kept.First(each => each.From >= observations[0].From && each.Level == 1 && each.ActorId == "a").PositionIds[0]);
    }

    [Fact]
    public void Windows_are_half_open_and_begin_with_the_day_of_the_first_statement()
    {
        long At(string date) => PartialDate.Parse(date).Last;

        var windows = new TimeWindows(Length: 3, Step: 2).Between(At("1969-12-30T12:00:00Z"), At("1970-01-03")).Select(window => $"{Instant.Write(window.From)[..10]} {Instant.Write(window.Until)[..10]}");

        Assert.Equal(["1969-12-30 1970-01-02", "1970-01-01 1970-01-04", "1970-01-03 1970-01-06"], windows);
    }

    private static IEnumerable<string> Tell(IEnumerable<Affiliation> affiliations) =>
        affiliations.Select(each => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{each.ActorId} {each.ConceptId} {each.Weight}"));
}
