using StanceApi.Analysis;
using StanceApi.Values;

namespace StanceApi.Tests.Analysis;

/// <summary>The figures that Discourse Network Analyzer's own tests and manual assert of its sample database.</summary>
public sealed class DnaTests
{
    [Fact]
    public void The_affiliations_of_organisations_with_concepts()
    {
        var incidence = Incidence.Of(Observed(_ => true));
        var weights = AffiliationNetwork.Weigh(incidence, Measure.Cooccurrence, Normalization.None, TestContext.Current.CancellationToken);

        Assert.Equal((7, 6, 40, 22), (incidence.Actors.Count, incidence.Concepts.Count, weights.Sum(each => each.Weight), weights.Count));
    }

    [Fact]
    public void The_cooccurrence_of_organisations()
    {
        var network = Network(_ => true);
        var pairs = network.Pairs(Measure.Cooccurrence).ToArray();

        Assert.Equal((7, 276, 21), (network.Actors.Count, 2 * pairs.Sum(pair => pair.Weight), pairs.Count(pair => pair.Weight > 0)));
        Assert.Equal(10, Between(network, "Environmental Protection Agency", "Alliance", Measure.Cooccurrence));
        Assert.Equal(2, Between(network, "Environmental Protection Agency", "Energy and Environmental Analysis", Measure.Cooccurrence));
    }

    [Fact]
    public void The_congruence_by_average_activity()
    {
        var all = Network(_ => true);
        var some = Network(statement => statement.Concept != "There should be legislation to regulate emissions." && statement.Organization is not ("Senate" or "Sierra Club"));

        Assert.Equal(25.802436, 2 * all.Pairs(Measure.Congruence, Normalization.Average).Sum(pair => pair.Weight), 5e-7);
        Assert.Equal(5, some.Actors.Count);
        Assert.Equal(9.809524, 2 * some.Pairs(Measure.Congruence, Normalization.Average).Sum(pair => pair.Weight), 5e-7);
    }

    [Fact]
    public void The_organisations_of_one_section() => Assert.Equal(4, Network(statement => statement.Section == "1").Actors.Count);

    [Fact]
    public void One_statement_for_each_document_organisation_and_concept_with_or_without_regard_to_agreement()
    {
        var observations = Observed(_ => true);

        Assert.Equal(23, Observations.WithoutDuplicates(observations, Duplicates.Source, byLevel: true).Count);
        Assert.Equal(22, Observations.WithoutDuplicates(observations, Duplicates.Source, byLevel: false).Count);
    }

    [Theory]
    [InlineData("cooccurrence", 7)]
    [InlineData("congruence", 2)]
    [InlineData("conflict", 5)]
    [InlineData("subtract", -3)]
    public void The_Senate_and_the_Sierra_Club(string measure, double weight) =>
        Assert.Equal(weight, Between(Network(_ => true), "Senate", "Sierra Club", Words<Measure>.Parse(measure)));

    /// <summary>On a scale from -5 to 5, of which two other actors show the ends, -4 against 2 is 0.4 congruent, six times.</summary>
    [Fact]
    public void A_scale_of_whole_numbers() => Assert.Equal(
        2.4, Seen.Network(LevelRange.Observed, null, "a q -4", "a q -4", "b q 2", "b q 2", "b q 2", "c r -5", "d r 5").Between("a", "b", Measure.Congruence), 1e-15);

    private static IReadOnlyList<Observation> Observed(Func<DnaStatement, bool> wanted) => [.. DnaStatement.Read().Where(wanted).Select(statement => statement.ToObservation())];

    /// <summary>A boolean qualifier has the levels 0 and 1, so that its range is 1.</summary>
    private static ActorNetwork Network(Func<DnaStatement, bool> wanted) => Seen.Network(Incidence.Of(Observed(wanted)), LevelRange.Observed, Compatibility.Dna);

    private static double Between(ActorNetwork network, string left, string right, Measure measure)
    {
        string Named(string name) => network.Actors.Single(actor => actor.StartsWith(name, StringComparison.Ordinal));
        return network.Between(Named(left), Named(right), measure);
    }
}
