using StanceApi.Positions;
using StanceApi.Stances;
using StanceApi.Values;

namespace StanceApi.Tests.Stances;

/// <summary>Worked cases of the rule from positions to a stance.</summary>
public sealed class StanceRuleTests
{
    /// <summary>What the case shows, the statements, as_of, and the verdict: stance, modality, leaning, what decided, the basis.</summary>
    public static TheoryData<string, string[], string?, string> Cases => new()
    {
        { "one statement", ["a: support asserted on_record 2025-10-28"], null, "support asserted - unopposed a" },
        { "the minister of the seed declines, though he supports under conditions the same day", ["s1: withheld asserted on_record 2025-10-28", "s2: support conditional on_record 2025-10-28 requires=open requires=open requires=open"], null, "withheld asserted support modality s1" },
        { "the government of the seed: a named minister's word against an inference", ["s4: undecided asserted on_record 2025-10-28 reported", "s5: support inferred background 2025-10-28 reported"], null, "undecided asserted support standing s4" },
        { "a mention does not undo a stance, later or not", ["a: support asserted background 2025-10-01", "b: no_position asserted on_record 2025-10-28"], null, "support asserted - mention a" },
        { "a mention stands where there is nothing else", ["a: no_position asserted background 2025-10-28 reported"], null, "no_position asserted - unopposed a" },
        { "old on-record beats newer anonymous", ["a: oppose asserted on_record 2024-01-01", "b: support asserted background 2025-10-28"], null, "oppose asserted - standing a" },
        { "a document is as good as the record", ["a: oppose asserted document 2025-10-29", "b: support asserted on_record 2025-10-28"], null, "oppose asserted - date a" },
        { "an own unnamed word beats a named rival's claim", ["a: oppose asserted deep_background 2025-01-01", "b: support asserted on_record 2025-10-28 reported"], null, "oppose asserted - standing a" },
        { "a named other beats an unnamed one", ["a: oppose asserted on_record 2025-01-01 reported", "b: support asserted background 2025-10-28 reported"], null, "oppose asserted - standing a" },
        { "the narrator comes last whoever is said to report", ["a: oppose asserted background 2025-01-01 reported", "b: support asserted narrator 2025-10-28"], null, "oppose asserted - standing a" },
        { "an inference on the record is still an inference", ["a: oppose asserted background 2025-01-01 reported", "b: support inferred on_record 2025-10-28"], null, "oppose asserted - standing a" },
        { "own prediction beats hearsay", ["a: support predicted on_record 2025-10-01", "b: oppose asserted on_record 2025-10-28 reported"], null, "support predicted - standing a" },
        { "a commitment beats a later signal of the same standing", ["a: oppose desired on_record 2025-10-01", "b: support predicted on_record 2025-10-28"], null, "oppose desired - commitment a" },
        { "the later of two", ["a: oppose asserted on_record 2025-10-01", "b: support asserted on_record 2025-10-28"], null, "support asserted - date b" },
        { "a vague date never beats a precise one inside it", ["a: oppose asserted on_record 2025-10", "b: support asserted on_record 2025-10-02"], null, "support asserted - date b" },
        { "an instant beats the day it lies in", ["a: oppose asserted on_record 2025-10-02", "b: support asserted on_record 2025-10-02T08:00:00Z"], null, "support asserted - date b" },
        { "asserted before conditional before desired on the same day", ["a: oppose desired on_record 2025-10-28", "b: support conditional on_record 2025-10-28 requires=open"], null, "support conditional - modality b" },
        { "same-day signals: predicted before inferred", ["a: oppose inferred background 2025-10-28 reported", "b: support hypothetical background 2025-10-28 reported"], null, "oppose inferred - modality a" },
        { "same-day numbers of one sign: the weaker", ["a: strongly_support asserted on_record 2025-10-28", "b: support asserted on_record 2025-10-28"], null, "support asserted - content a,b" },
        { "same-day contradiction: ambivalent", ["a: strongly_support asserted on_record 2025-10-28", "b: oppose asserted on_record 2025-10-28"], null, "ambivalent asserted - content a,b" },
        { "neutral and support are of different signs", ["a: neutral asserted on_record 2025-10-28", "b: support asserted on_record 2025-10-28"], null, "ambivalent asserted - content a,b" },
        { "same day a number and a refusal to say: the refusal, leaning to the number", ["a: strongly_oppose asserted on_record 2025-10-28", "b: withheld asserted on_record 2025-10-28"], null, "withheld asserted strongly_oppose content a,b" },
        { "same day withheld before ambivalent before undecided", ["a: undecided asserted on_record 2025-10-28", "b: ambivalent asserted on_record 2025-10-28", "c: withheld asserted on_record 2025-10-28"], null, "withheld asserted - content a,b,c" },
        { "same day ambivalent before undecided", ["a: undecided asserted on_record 2025-10-28", "b: ambivalent asserted on_record 2025-10-28"], null, "ambivalent asserted - content a,b" },
        { "a refusal with numbers of both signs leans nowhere", ["a: oppose asserted on_record 2025-10-28", "b: withheld asserted on_record 2025-10-28", "c: support asserted on_record 2025-10-28"], null, "withheld asserted - content a,b,c" },
        { "two that say the same are no contradiction", ["a: oppose asserted on_record 2025-10-28", "b: oppose asserted on_record 2025-10-28"], null, "oppose asserted - unopposed a,b" },
        { "a stance without a number does not lean to an older number", ["a: support asserted on_record 2025-10-01", "b: withheld asserted on_record 2025-10-28"], null, "withheld asserted - date b" },
        { "it leans to a later number of lower standing", ["a: withheld asserted on_record 2025-10-01", "b: support asserted background 2025-10-28"], null, "withheld asserted support standing a" },
        { "it leans to the best-ranked of them", ["a: withheld asserted on_record 2025-10-01", "b: support asserted background 2025-10-28 reported", "c: oppose asserted background 2025-10-02"], null, "withheld asserted oppose standing a" },
        { "open requirements leave it conditional", ["a: support conditional on_record 2025-10-28 requires=open"], null, "support conditional - unopposed a" },
        { "unknown counts as open", ["a: support conditional on_record 2025-10-28 requires=unknown requires=met"], null, "support conditional - unopposed a" },
        { "all met: asserted", ["a: support conditional on_record 2025-10-28 requires=met requires=met"], null, "support asserted - unopposed a" },
        { "met conditional before asserted on the same day", ["a: support conditional on_record 2025-10-28 requires=met", "b: withheld asserted on_record 2025-10-28"], null, "support asserted - modality a" },
        { "a failed requirement leaves it out", ["a: support conditional on_record 2025-10-28 requires=failed requires=met", "b: oppose asserted background 2020 reported"], null, "oppose asserted - unopposed b" },
        { "when everything is left out the row stays", ["a: support conditional on_record 2025-10-28 requires=failed"], null, "no_position - - nothing_left -" },
        { "a failed preference changes nothing", ["a: support asserted on_record 2025-10-28 prefers=failed"], null, "support asserted - unopposed a" },
        { "a condition is open before its date", ["a: support conditional on_record 2025-10-28 requires=failed@2025-11-03"], "2025-11-02", "support conditional - unopposed a" },
        { "on its date it has changed", ["a: support conditional on_record 2025-10-28 requires=failed@2025-11-03"], "2025-11-03", "no_position - - nothing_left -" },
        { "in the middle of its day it has not certainly changed", ["a: support conditional on_record 2025-10-28 requires=met@2025-11-03"], "2025-11-03T12:00:00Z", "support conditional - unopposed a" },
        { "what is said later is not known yet", ["a: oppose asserted on_record 2025-10-01", "b: support asserted on_record 2025-10-28"], "2025-10-27", "oppose asserted - unopposed a" },
        { "a month is over before it has certainly been said", ["a: oppose asserted on_record 2025-10-01", "b: support asserted on_record 2025-10"], "2025-10-30", "oppose asserted - unopposed a" },
        { "unless its source was published earlier", ["a: support asserted on_record 2025 published=2025-10-05"], "2025-10-05", "support asserted - unopposed a" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void The_rule_decides(string shows, string[] statements, string? asOf, string expected)
    {
        var verdict = Said.Decide(asOf, statements);
        var reversed = Said.Decide(asOf, statements.Reverse());

        Assert.True(expected == Tell(verdict!), $"{shows}: {Tell(verdict!)}");
        Assert.Equal(Tell(verdict!), Tell(reversed!));
    }

    [Fact]
    public void Nothing_said_by_then_is_no_stance() => Assert.Null(Said.Decide("2025-10-27", "a: support asserted on_record 2025-10-28"));

    [Fact]
    public void A_contradiction_is_told_as_a_conflict()
    {
        var contradiction = Said.Decide(null, "a: support asserted on_record 2025-10-28", "b: oppose asserted on_record 2025-10-28");
        var ambivalence = Said.Decide(null, "a: ambivalent asserted on_record 2025-10-28");

        Assert.True(contradiction!.Conflict);
        Assert.False(ambivalence!.Conflict);
    }

    [Fact]
    public void Since_is_the_first_date_of_the_unbroken_stance_and_previous_what_was_before()
    {
        string[] said =
        [
            "a: oppose asserted on_record 2025-01-10",
            "b: support desired on_record 2025-02-10",
            "c: support asserted on_record 2025-03-10",
            "d: support asserted on_record 2025-04-10",
        ];

        var verdict = Said.Decide(null, said)!;
        var before = Said.Decide("2025-02-09", said)!;

        Assert.Equal("2025-02-10", Dates.ByText(verdict.Since));
        Assert.Equal((Stance.Oppose, Modality.Asserted), (verdict.Course[^1].From, verdict.Course[^1].FromModality));
        Assert.Equal(("2025-01-10", (Stance?)null), (Dates.ByText(before.Since), before.Course[^1].From));
    }

    [Fact]
    public void A_stance_that_came_back_is_counted_from_its_return()
    {
        var verdict = Said.Decide(null, "a: support asserted on_record 2025-01-10", "b: oppose asserted on_record 2025-02-10", "c: support asserted on_record 2025-03-10")!;

        Assert.Equal("2025-03-10", Dates.ByText(verdict.Since));
        Assert.Equal([(null, Stance.Support), (Stance.Support, Stance.Oppose), (Stance.Oppose, Stance.Support)], verdict.Course.Select(change => (change.From, change.To)));
    }

    [Fact]
    public void An_older_statement_that_becomes_known_later_does_not_change_it()
    {
        var verdict = Said.Decide(null, "a: support asserted on_record 2025-03-10", "b: oppose asserted on_record 2025")!;

        Assert.Equal([Stance.Support], verdict.Course.Select(change => change.To));
    }

    [Fact]
    public void Each_change_has_its_cause()
    {
        var verdict = Said.Decide(
            null,
            "a: withheld asserted on_record 2025-01-10",
            "b: support conditional on_record 2025-01-10 requires=met@2025-02-10",
            "c: strongly_oppose conditional on_record 2025-03-10 requires=failed@2025-04-10")!;

        Assert.Equal(
            [
                ("2025-01-10", Stance.Withheld, StanceCause.NewStatement, "a"),
                ("2025-02-10", Stance.Support, StanceCause.ConditionMet, "b"),
                ("2025-03-10", Stance.StronglyOppose, StanceCause.NewStatement, "c"),
                ("2025-04-10", Stance.Support, StanceCause.ConditionFailed, "c"),
            ],
            verdict.Course.Select(change => (Dates.ByText(change.At), change.To, change.Cause, change.PositionId)));
    }

    [Fact]
    public void Signals_are_the_losers_that_are_later()
    {
        var verdict = Said.Decide(
            null,
            "a: oppose asserted on_record 2025-05-10",
            "b: support asserted background 2025-06-10",
            "c: support predicted on_record 2025-05-11",
            "d: support asserted background 2025-05-10",
            "e: support asserted on_record 2025-04-10");

        Assert.Equal(["c", "b"], verdict!.Signals.Select(signal => signal.PositionId));
    }

    [Theory]
    [InlineData("sufficient 1 1 on_record a", "a: support asserted on_record 2025")]
    [InlineData("thin 1 1 on_record a", "a: support asserted on_record 2025 reported")]
    [InlineData("thin 2 1 background a,b", "a: support asserted background 2025", "b: strongly_support asserted background 2024")]
    [InlineData("sufficient 2 2 background a,b", "a: support asserted background 2025", "b: strongly_support asserted deep_background 2024 source=s2")]
    [InlineData("thin 1 1 background a", "a: support asserted background 2025", "b: oppose asserted deep_background 2024 source=s2")]
    [InlineData("thin 1 1 background a", "a: support asserted background 2025", "b: neutral asserted deep_background 2024 source=s2")]
    [InlineData("sufficient 2 2 background a,b", "a: withheld asserted background 2025", "b: withheld inferred narrator 2024 source=s2")]
    [InlineData("thin 1 1 background a", "a: withheld asserted background 2025", "b: support asserted background 2024 source=s2")]
    [InlineData("thin 0 0 - ", "a: support conditional on_record 2025 requires=failed")]
    public void Evidence_counts_what_has_the_sign_of_the_winner(string expected, params string[] statements)
    {
        var evidence = Said.Decide(null, statements)!.Evidence;

        Assert.Equal(expected, $"{Words<EvidenceVerdict>.Of(evidence.Verdict)} {evidence.Positions} {evidence.Sources} {Words<Attribution>.Of(evidence.BestAttribution) ?? "-"} {string.Join(',', evidence.PositionIds)}");
    }

    private static string Tell(Verdict verdict) =>
        $"{Words<Stance>.Of(verdict.Stance)} {Words<Modality>.Of(verdict.Modality) ?? "-"} {Words<Stance>.Of(verdict.Leaning) ?? "-"} {Words<DecidedBy>.Of(verdict.DecidedBy)} {(verdict.Basis.Count == 0 ? "-" : string.Join(',', verdict.Basis.Select(statement => statement.PositionId)))}";
}
