using System.Text.Json;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Positions;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Stances;

/// <summary>What a list of stances was asked for.</summary>
internal sealed record StanceParameters
{
    public static readonly IReadOnlyList<(Expansion Expansion, Func<ActorStance, IEnumerable<string?>> Ids)> Expansions =
    [
        (new Expansion("actor", "actors", IsList: false), stance => [stance.ActorId]),
        (new Expansion("question", "questions", IsList: false), stance => [stance.QuestionId]),
        (new Expansion("positions", "positions", IsList: true), stance => stance.Basis),
    ];

    public static readonly IReadOnlyList<string> Members =
        [.. typeof(ActorStance).GetProperties().Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name))];

    /// <summary>Which positions take part.</summary>
    public required SelectionParameters Selection { get; init; }

    /// <summary>Only results of these stances; all where empty.</summary>
    public required IReadOnlyList<Stance> Stances { get; init; }

    /// <summary>Only results that lean so; all where empty.</summary>
    public required IReadOnlyList<Stance> Leanings { get; init; }

    /// <summary>Only results with such evidence; all where empty.</summary>
    public required IReadOnlyList<EvidenceVerdict> Verdicts { get; init; }

    public required int Limit { get; init; }

    public required Shape Shape { get; init; }

    public required bool Count { get; init; }

    public required Cursor? Cursor { get; init; }

    /// <summary>What a cursor is bound to.</summary>
    public required string Binding { get; init; }

    /// <summary>The stance after which the page begins, null for the first page.</summary>
    public StanceKey? After { get; init; }

    public static StanceParameters Read(HttpRequest request, StatementStore store, List<ProblemError> errors)
    {
        var query = new QueryParameters(request, errors);
        var selection = SelectionParameters.Read(query, store.Filters, store.Ranges, hasAsOf: true);
        var (stances, leanings, verdicts) = (query.Words<Stance>("stance"), query.Words<Stance>("leaning"), query.Words<EvidenceVerdict>("verdict"));
        foreach (var leaning in leanings.Where(leaning => Score.Of(leaning) is null))
            query.Refuse("leaning", Codes.InvalidParameter, $"A leaning is a stance with a number; nothing leans to {Words<Stance>.Of(leaning)}.");
        var binding = JsonSerializer.Serialize<IEnumerable<string>>(["stances", .. selection.Describe(), string.Join(',', stances), string.Join(',', leanings), string.Join(',', verdicts)]);
        var cursor = Cursor.Read(query, binding, isNumber: false);
        var parameters = new StanceParameters
        {
            Selection = selection,
            Stances = stances,
            Leanings = leanings,
            Verdicts = verdicts,
            Limit = query.Number("limit", 1, ListParameters.LargestLimit, ListParameters.DefaultLimit),
            Shape = Shape.Read(query, Members, Expansions.Select(expansion => expansion.Expansion)),
            Count = query.Flag("count"),
            Cursor = cursor,
            Binding = binding,
            After = cursor is null ? null : Key(cursor.After),
        };
        if (cursor is not null && parameters.After is null) Cursor.Refuse(query);
        query.RefuseOthers();
        return parameters;
    }

    /// <summary>Whether a result is asked for.</summary>
    public bool Wants(ActorStance stance) =>
        (Stances.Count == 0 || Stances.Contains(stance.Stance))
        && (Leanings.Count == 0 || (stance.Leaning is { } leaning && Leanings.Contains(leaning)))
        && (Verdicts.Count == 0 || Verdicts.Contains(stance.Evidence.Verdict));

    /// <summary>The place of a stance in a cursor: its capacity and question as the key, its actor as the id.</summary>
    public static After Place(ActorStance stance) => new($"{Words<Capacity>.Of(stance.Capacity)} {stance.QuestionId}", stance.ActorId);

    /// <summary>The stance of a place; null where a cursor made by hand has none.</summary>
    private static StanceKey? Key(After after)
    {
        var parts = after.Key.Split(' ');
        return parts.Length == 2 && Words.List(typeof(Capacity)).Contains(parts[0]) ? new StanceKey(parts[1], after.Id, Words<Capacity>.Parse(parts[0])) : null;
    }
}
