using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Positions;
using StanceApi.Values;

namespace StanceApi.Stances;

/// <summary>Which stances are asked for: which positions take part, and which of the results.</summary>
internal sealed record StanceChoice
{
    /// <summary>Which positions take part.</summary>
    public required SelectionParameters Selection { get; init; }

    /// <summary>Only results of these stances; all where empty.</summary>
    public required IReadOnlyList<Stance> Stances { get; init; }

    /// <summary>Only results that lean so; all where empty.</summary>
    public required IReadOnlyList<Stance> Leanings { get; init; }

    /// <summary>Only results with such evidence; all where empty.</summary>
    public required IReadOnlyList<EvidenceVerdict> Verdicts { get; init; }

    public static StanceChoice Read(QueryParameters query, StatementStore store)
    {
        var choice = new StanceChoice
        {
            Selection = SelectionParameters.Read(query, store.Filters, store.Ranges, hasAsOf: true),
            Stances = query.Words<Stance>("stance"),
            Leanings = query.Words<Stance>("leaning"),
            Verdicts = query.Words<EvidenceVerdict>("verdict"),
        };
        foreach (var leaning in choice.Leanings.Where(leaning => Score.Of(leaning) is null))
            query.Refuse("leaning", Codes.InvalidParameter, $"A leaning is a stance with a number; nothing leans to {Words<Stance>.Of(leaning)}.");
        return choice;
    }

    /// <summary>The documentation of the parameters.</summary>
    public static IEnumerable<ParameterMetadata> Parameters(StatementStore store) =>
    [
        .. store.Filters.Select(ReadParameters.Of),
        .. store.Ranges.SelectMany(ReadParameters.Of),
        new("stance", "Only results of these stances. Repeat the parameter for any of several.", Words: typeof(Stance)),
        new("leaning", "Only results that lean so. Repeat the parameter for any of several.", Words: typeof(Stance)),
        new("verdict", "Only results with such evidence. Repeat the parameter for any of several.", Words: typeof(EvidenceVerdict)),
    ];

    /// <summary>What a cursor is bound to.</summary>
    public IEnumerable<string> Describe() => [.. Selection.Describe(), string.Join(',', Stances), string.Join(',', Leanings), string.Join(',', Verdicts)];

    /// <summary>Whether a result is asked for.</summary>
    public bool Wants(ActorStance stance) =>
        (Stances.Count == 0 || Stances.Contains(stance.Stance))
        && (Leanings.Count == 0 || (stance.Leaning is { } leaning && Leanings.Contains(leaning)))
        && (Verdicts.Count == 0 || Verdicts.Contains(stance.Evidence.Verdict));
}
