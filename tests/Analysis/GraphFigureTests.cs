using CsCheck;
using StanceApi.Analysis;

namespace StanceApi.Tests.Analysis;

/// <summary>The figures of graphs, worked out by hand.</summary>
public sealed class GraphFigureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Two triangles, 0-1-2 and 3-4-5, joined by 2-3.
    private static readonly Graph Barbell = new(6, [new(0, 1, 1), new(0, 2, 1), new(1, 2, 1), new(2, 3, 1), new(3, 4, 1), new(3, 5, 1), new(4, 5, 1)]);

    [Fact]
    public void Degrees_count_and_sum_the_edges()
    {
        var graph = new Graph(3, [new(0, 1, 0.5), new(0, 2, -2)]);

        Assert.Equal([2, 1, 1], Enumerable.Range(0, 3).Select(graph.Degree));
        Assert.Equal([-1.5, 0.5, -2], Enumerable.Range(0, 3).Select(graph.WeightedDegree));
    }

    [Fact]
    public void All_that_goes_from_one_triangle_to_the_other_goes_over_the_bridge()
    {
        // Over node 2 goes what 0 and 1 have to do with 3, 4 and 5: 2 * 3.
        Assert.Equal([0, 0, 6, 6, 0, 0], Betweenness.Of(Barbell, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Two_shortest_paths_share_one()
    {
        // A square: from 0 to 2 over 1 or over 3, and so on.
        Assert.Equal([0.5, 0.5, 0.5, 0.5], Betweenness.Of(new Graph(4, [new(0, 1, 1), new(1, 2, 1), new(2, 3, 1), new(0, 3, 1)]), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_triangles_are_the_communities()
    {
        var partition = Communities.Find(Barbell, TestContext.Current.CancellationToken);

        Assert.Equal([0, 0, 0, 1, 1, 1], partition.Of);
        // Each has 6 of the 14 ends inside and 7 in all: 2 * (6 / 14 - (7 / 14)^2) = 5 / 14.
        Assert.Equal(5 / 14.0, partition.Modularity!.Value, 1e-15);
    }

    [Fact]
    public void Without_an_edge_everyone_is_a_community_and_there_is_no_modularity()
    {
        var partition = Communities.Find(new Graph(3, []), TestContext.Current.CancellationToken);

        Assert.Equal([0, 1, 2], partition.Of);
        Assert.Null(partition.Modularity);
    }

    [Fact]
    public void Enemies_of_an_enemy_are_put_together()
    {
        double[,] weights = { { 0, -2, 1 }, { -2, 0, -1 }, { 1, -1, 0 } };

        var split = CoalitionSplit.Find(3, (left, right) => weights[left, right], Token);

        Assert.Equal([0, 1, 0], split.Sides);
        Assert.Equal(0, split.Frustration);
    }

    [Fact]
    public void What_no_division_satisfies_frustrates_and_the_first_of_the_best_counts()
    {
        // All three are against each other: one of the conflicts stays within a side, the weakest. 0 and 1 are at -1.
        double[,] three = { { 0, -1, -2 }, { -1, 0, -2 }, { -2, -2, 0 } };
        var split = CoalitionSplit.Find(3, (left, right) => three[left, right], Token);

        Assert.Equal([0, 0, 1], split.Sides);
        Assert.Equal(1, split.Frustration);
        // All equal: 001, 010 and 011 are as good; the first counts.
        Assert.Equal([0, 0, 1], CoalitionSplit.Find(3, (_, _) => -1, Token).Sides);
    }

    [Fact]
    public void Friends_stay_on_one_side_and_nobody_is_a_side_of_its_own()
    {
        Assert.Equal([0, 0, 0, 0], CoalitionSplit.Find(4, (_, _) => 1, Token).Sides);
        Assert.Empty(CoalitionSplit.Find(0, (_, _) => 1, Token).Sides);
    }

    [Fact]
    public void Twenty_actors_are_divided_at_once()
    {
        // Even against odd.
        var split = CoalitionSplit.Find(20, (left, right) => (left + right) % 2 == 0 ? 0.1 : -0.1, Token);

        Assert.Equal(Enumerable.Range(0, 20).Select(actor => actor % 2), split.Sides);
        Assert.Equal(0, split.Frustration);
    }

    [Fact]
    public void What_is_left_out_of_the_search_is_never_the_best_division() => Gen.Int[-3, 3].Array[45].Sample(values =>
    {
        double Weight(int left, int right) => values[(right * (right - 1) / 2) + left];
        double Sum(int sides) => Enumerable.Range(0, 10).Sum(right => Enumerable.Range(0, right).Sum(left => ((sides >> (9 - left)) & 1) == ((sides >> (9 - right)) & 1) ? Weight(left, right) : -Weight(left, right)));
        var best = Enumerable.Range(0, 512).MaxBy(Sum);

        Assert.Equal(Enumerable.Range(0, 10).Select(actor => (best >> (9 - actor)) & 1), CoalitionSplit.Find(10, Weight, Token).Sides);
    }, iter: 200);
}
