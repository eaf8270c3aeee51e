using StanceApi.Analysis;
using StanceApi.Arguments;
using StanceApi.Positions;
using StanceApi.Stances;
using StanceApi.Tests.Stances;

namespace StanceApi.Tests.Analysis;

/// <summary>What is told of stances and arguments, worked out by hand.</summary>
public sealed class StanceFigureTests
{
    [Theory]
    // 1.1875 / 4; layers 0 1 0 1 1 (U = (3 * 4 - 4 * 2) / 18, times 1 - 2/4, times 3/4) and 0 0 0 1 0 (1/4).
    [InlineData("2 1 1 -1", 0.296875, 0.33333333333333331)]
    [InlineData("1 1 1", 0.0, 1.0)]
    [InlineData("-2 2", 1.0, -1.0)]
    [InlineData("-2 -1 0 1 2", 0.5, 0.0)]
    // 0 1 1 0 0: two neighbours, unimodal: 1 - 1/4.
    [InlineData("-1 0", 0.0625, 0.75)]
    public void Scores_lie_so_far_apart(string scores, double variance, double agreement)
    {
        var polarization = Polarization.Of([.. scores.Split(' ').Select(int.Parse)]);

        Assert.Equal(variance, polarization.Variance!.Value, 1e-15);
        Assert.Equal(agreement, polarization.Agreement!.Value, 1e-15);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    public void One_score_is_not_apart_from_anything(string scores)
    {
        var polarization = Polarization.Of([.. scores.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]);

        Assert.Null(polarization.Variance);
        Assert.Null(polarization.Agreement);
    }

    [Fact]
    public void The_distance_leaves_out_what_has_no_number()
    {
        // 4 + 1 + 0 of 3 * 4.
        Assert.Equal((5 / 12.0, 3), Distance.Of([(2, -2), (null, 1), (1, 2), (0, 0), (0, null), (null, null)]));
        Assert.Equal((null, 0), Distance.Of([(null, 1)]));
    }

    [Fact]
    public void Of_several_capacities_the_official_one_counts_and_the_personal_one_last()
    {
        Capacity Counted(params Capacity[] capacities) => CountedStance.Choose(capacities.Select(capacity => Stance("a", capacity, "p: support asserted on_record 2025"))).Single().Key.Capacity;

        Assert.Equal(Capacity.Official, Counted(Capacity.Personal, Capacity.Official, Capacity.Party));
        Assert.Equal(Capacity.Party, Counted(Capacity.Unspecified, Capacity.Party));
        Assert.Equal(Capacity.Unspecified, Counted(Capacity.Expert, Capacity.Unspecified, Capacity.Personal));
        Assert.Equal(Capacity.Expert, Counted(Capacity.Personal, Capacity.Expert));
    }

    [Fact]
    public void An_argument_is_answered_by_attacks_and_undercuts_only()
    {
        Relation To(string id, RelationType type) => new() { ArgumentId = id, Type = type };
        var answers = ArgumentFigures.Answers(
        [
            ("d", [To("a", RelationType.Undercuts), To("b", RelationType.Supports)]),
            ("c", [To("a", RelationType.Attacks), To("b", RelationType.Qualifies), To("a", RelationType.Undercuts)]),
        ]);

        Assert.Equal(["c", "d"], answers["a"]);
        Assert.Empty(answers["b"]);
    }

    [Fact]
    public void A_ground_is_contested_where_arguments_point_both_ways()
    {
        var contested = ArgumentFigures.Contested<ArgumentCategory>(
        [
            ("b", ArgumentCategory.Moral, ArgumentDirection.Pro), ("a", ArgumentCategory.Moral, ArgumentDirection.Pro), ("c", ArgumentCategory.Moral, ArgumentDirection.Con),
            ("d", ArgumentCategory.Risk, ArgumentDirection.Con), ("e", null, ArgumentDirection.Con), ("f", null, ArgumentDirection.Pro),
        ]).Single();

        Assert.Equal((ArgumentCategory.Moral, "a b", "c"), (contested.Ground, string.Join(' ', contested.Pro), string.Join(' ', contested.Con)));
    }

    [Fact]
    public void Who_is_on_one_side_with_nothing_in_common_agrees_for_different_reasons()
    {
        var different = ArgumentFigures.Different(
        [
            Reasoned("a", "support", "x"), Reasoned("b", "strongly_support", "y z"), Reasoned("c", "support", "x y"), Reasoned("d", "oppose", "w"), Reasoned("e", "support", ""), Reasoned("f", "undecided", "v"),
        ],
        most: 3,
        TestContext.Current.CancellationToken);

        Assert.Equal(["a b"], different!.Select(each => $"{each.ActorId} {each.OtherId}"));
        Assert.Equal(["y", "z"], different!.Single().OtherArgumentIds);
    }

    [Theory]
    // Three pairs with two ids each.
    [InlineData(6, 3)]
    [InlineData(5, null)]
    public void Pairs_that_have_more_ids_than_may_be_are_not_told(int most, int? pairs) =>
        Assert.Equal(pairs, ArgumentFigures.Different([Reasoned("a", "support", "x"), Reasoned("b", "support", "y"), Reasoned("c", "support", "z")], most, TestContext.Current.CancellationToken)?.Count);

    private static CountedStance Reasoned(string actor, string stance, string arguments)
    {
        var counted = Stance(actor, Capacity.Official, $"{actor}: {stance} asserted on_record 2025");
        var statement = counted.Statements.Single();
        return counted with
        {
            Statements =
            [
                new Statement
                {
                    PositionId = statement.PositionId, SourceId = statement.SourceId, Stance = statement.Stance, Modality = statement.Modality, Attribution = statement.Attribution, IsReported = false,
                    Conditions = [], StatedOn = statement.StatedOn, From = statement.From, SaidBy = statement.SaidBy, ArgumentIds = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                },
            ],
        };
    }

    private static CountedStance Stance(string actor, Capacity capacity, string line) => new(new StanceKey("q", actor, capacity), Said.Decide(null, line)!, [Said.Parse(line)]);
}
