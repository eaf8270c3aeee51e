using CsCheck;
using StanceApi.Positions;
using StanceApi.Stances;
using StanceApi.Values;

namespace StanceApi.Tests.Stances;

/// <summary>What holds of the rule for any statements.</summary>
public sealed class StanceRulePropertyTests
{
    private static readonly string[] Stances = [.. Words.List(typeof(Stance))];
    private static readonly string[] Modalities = ["asserted", "desired", "predicted", "inferred", "hypothetical"];
    private static readonly string[] Attributions = [.. Words.List(typeof(Attribution))];
    private static readonly string[] Dates = ["2025", "2025-10", "2025-10-01", "2025-10-02", "2025-10-02T12:00:00Z", "2025-10-03"];
    private static readonly string[] Others = ["", " reported", " source=s2", " published=2025-10-02", " reported source=s3"];
    private static readonly string[] Requirements = ["", " requires=open", " requires=met", " requires=met@2025-10-02", " requires=failed@2025-10-03", " requires=failed requires=met"];

    private static readonly Gen<string> Line =
        Gen.Select(Any(Stances), Any(Modalities), Any(Attributions), Any(Dates), Any(Others), Any(Requirements))
            .Select((stance, modality, attribution, date, other, requires) => $"{stance} {(requires.Length > 0 ? "conditional" : modality)} {attribution} {date}{other}{requires}");

    private static readonly Gen<string[]> Lines = Line.Array[1, 12].Select(lines => lines.Select((line, index) => $"p{index:D2}: {line}").ToArray());

    private static readonly Gen<string?> AsOf = Gen.OneOf(Gen.Const((string?)null), Any("2025-09-30", "2025-10-01", "2025-10-02T11:00:00Z", "2025-10-02", "2025-10-03", "2025").Select(date => (string?)date));

    [Fact]
    public void The_order_of_the_statements_does_not_matter() => Gen.Select(Lines, AsOf, Gen.Int).Sample((lines, asOf, seed) =>
    {
        var shuffled = lines.OrderBy(line => HashCode.Combine(line, seed));
        return Tell(Said.Decide(asOf, lines)) == Tell(Said.Decide(asOf, shuffled));
    });

    [Fact]
    public void Ids_do_not_matter() => Gen.Select(Lines, AsOf).Sample((lines, asOf) =>
    {
        var renamed = lines.Select((line, index) => $"q{lines.Length - index:D2}{line[3..]}");
        return Outline(Said.Decide(asOf, lines)) == Outline(Said.Decide(asOf, renamed));
    });

    /// <summary>The course is followed step by step; asking at each of its moments must give the same as asking only then.</summary>
    [Fact]
    public void The_course_tells_what_each_moment_would_have_answered() => Lines.Sample(lines =>
    {
        Statement[] statements = [.. lines.Select(Said.Parse)];
        var course = StanceRule.Decide(statements, null)!.Course;
        return course.Index().All(change =>
            StanceRule.Decide(statements, change.Item.At)!.Stance == change.Item.To
            && StanceRule.Decide(statements, change.Item.At - 1)?.Stance == change.Item.From
            && (change.Index == 0 || course[change.Index - 1].To == change.Item.From));
    });

    [Fact]
    public void A_mention_more_changes_no_stance() => Gen.Select(Lines, AsOf).Sample((lines, asOf) =>
    {
        if (Said.Decide(asOf, lines) is not { Modality: not null, Stance: not Stance.NoPosition } verdict) return true;
        var mentioned = Said.Decide(asOf, lines.Append("z: no_position asserted on_record 2025-10-01"))!;
        return mentioned.Stance == verdict.Stance && mentioned.Leaning == verdict.Leaning;
    });

    [Fact]
    public void The_winner_is_never_left_out_and_every_statement_has_one_place() => Gen.Select(Lines, AsOf).Sample((lines, asOf) =>
    {
        if (Said.Decide(asOf, lines) is not { } verdict) return true;
        string[] ids = [.. verdict.Basis.Concat(verdict.Signals).Concat(verdict.Dropped).Select(statement => statement.PositionId)];
        return ids.Distinct().Count() == ids.Length && (verdict.Basis.Count > 0 || verdict.DecidedBy == DecidedBy.NothingLeft);
    });

    private static Gen<string> Any(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static string Tell(Verdict? verdict) => verdict is null
        ? "nothing"
        : $"{Outline(verdict)} {string.Join(',', verdict.Evidence.PositionIds)} {Ids(verdict.Basis)} {Ids(verdict.LeaningBasis)} {Ids(verdict.Signals)} {Ids(verdict.Dropped)} {string.Join(' ', verdict.Course)}";

    private static string Outline(Verdict? verdict) => verdict is null
        ? "nothing"
        : $"{verdict.Stance} {verdict.Modality} {verdict.Leaning} {verdict.Conflict} {verdict.DecidedBy} {verdict.Evidence} {verdict.Since} {verdict.Course.Count}";

    private static string Ids(IEnumerable<Statement> statements) => string.Join(',', statements.Select(statement => statement.PositionId));
}
