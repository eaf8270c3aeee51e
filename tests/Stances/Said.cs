using StanceApi.Positions;
using StanceApi.Stances;
using StanceApi.Values;

namespace StanceApi.Tests.Stances;

/// <summary>
/// A statement as a line of words: <c>a: support asserted on_record 2025-10-28</c>, then any of <c>reported</c>,
/// <c>source=s2</c>, <c>published=2025-10-29</c>, <c>requires=met@2025-11-01</c>, <c>prefers=failed</c>.
/// </summary>
internal static class Said
{
    public static Statement Parse(string line)
    {
        var (id, rest) = (line.Split(": ")[0], line.Split(": ")[1]);
        var words = rest.Split(' ');
        var statedOn = PartialDate.Parse(words[3]);
        var published = Option(words, "published").Select(date => PartialDate.Parse(date).Last).DefaultIfEmpty(long.MaxValue).Single();
        return new Statement
        {
            PositionId = id,
            SourceId = Option(words, "source").DefaultIfEmpty("s1").Single(),
            Stance = Words<Stance>.Parse(words[0]),
            Modality = Words<Modality>.Parse(words[1]),
            Attribution = Words<Attribution>.Parse(words[2]),
            IsReported = words.Contains("reported"),
            Conditions = [.. Conditions(words, "requires", ConditionStrength.Requirement), .. Conditions(words, "prefers", ConditionStrength.Preference)],
            StatedOn = statedOn.Text,
            From = statedOn.First,
            SaidBy = Math.Min(statedOn.Last, published),
        };
    }

    public static Verdict? Decide(string? asOf, params IEnumerable<string> lines) =>
        StanceRule.Decide([.. lines.Select(Parse)], asOf is null ? null : PartialDate.Parse(asOf).Last);

    private static IEnumerable<string> Option(string[] words, string name) =>
        words.Where(word => word.StartsWith($"{name}=", StringComparison.Ordinal)).Select(word => word[(name.Length + 1)..]);

    private static IEnumerable<Condition> Conditions(string[] words, string name, ConditionStrength strength) => Option(words, name).Select((option, index) => new Condition
    {
        Id = $"{name}-{index}",
        Text = "It happens.",
        Strength = strength,
        Status = Words<ConditionStatus>.Parse(option.Split('@')[0]),
        StatusOn = option.Split('@').ElementAtOrDefault(1),
    });
}
