using StanceApi.Analysis;
using StanceApi.Values;

namespace StanceApi.Tests.Analysis;

/// <summary>Observations as words: <c>a q +2</c>, or <c>a q -1 2025-10-28 s2</c> with a date and a source.</summary>
internal static class Seen
{
    public static IReadOnlyList<Observation> Parse(params IEnumerable<string> lines) => [.. lines.Index().Select(line => Parse(line.Item, line.Index))];

    /// <summary>The network of all the observations.</summary>
    public static ActorNetwork Network(LevelRange range, Compatibility? compatibility, params IEnumerable<string> lines) => Network(Incidence.Of(Parse(lines)), range, compatibility);

    /// <summary>The one network of an incidence.</summary>
    public static ActorNetwork Network(Incidence incidence, LevelRange range, Compatibility? compatibility) =>
        new(incidence, range == LevelRange.Declared ? ActorNetwork.DeclaredRange : incidence.Levels.Count == 0 ? 0 : incidence.Levels[^1] - incidence.Levels[0], compatibility);

    /// <summary>The weight between two actors.</summary>
    public static double Between(this ActorNetwork network, string left, string right, Measure measure, Normalization normalization = Normalization.None) =>
        network.Weight(network.Actors.Index().Single(actor => actor.Item == left).Index, network.Actors.Index().Single(actor => actor.Item == right).Index, measure, normalization);

    /// <summary>The weights of every two actors, each pair once.</summary>
    public static IEnumerable<(string Left, string Right, double Weight)> Pairs(this ActorNetwork network, Measure measure, Normalization normalization = Normalization.None) =>
        from left in Enumerable.Range(0, network.Actors.Count)
        from right in Enumerable.Range(left + 1, network.Actors.Count - left - 1)
        select (network.Actors[left], network.Actors[right], network.Weight(left, right, measure, normalization));

    private static Observation Parse(string line, int index)
    {
        var words = line.Split(' ');
        var date = PartialDate.Parse(words.ElementAtOrDefault(3) ?? "2025-10-28");
        return new Observation
        {
            ActorId = words[0],
            ConceptId = words[1],
            Level = int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture),
            SourceId = words.ElementAtOrDefault(4) ?? "s",
            From = date.First,
            Until = date.Last,
            PositionIds = [$"p{index:D3}"],
        };
    }
}
