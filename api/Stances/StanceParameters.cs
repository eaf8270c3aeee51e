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

    /// <summary>Which stances.</summary>
    public required StanceChoice Choice { get; init; }

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
        var choice = StanceChoice.Read(query, store);
        var binding = JsonSerializer.Serialize<IEnumerable<string>>(["stances", .. choice.Describe()]);
        var cursor = Cursor.Read(query, binding, isNumber: false);
        var parameters = new StanceParameters
        {
            Choice = choice,
            Limit = query.PageLimit(ListParameters.DefaultLimit),
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

    /// <summary>The place of a stance in a cursor: its capacity and question as the key, its actor as the id.</summary>
    public static After Place(ActorStance stance) => new($"{Words<Capacity>.Of(stance.Capacity)} {stance.QuestionId}", stance.ActorId);

    /// <summary>The stance of a place; null where a cursor made by hand has none.</summary>
    private static StanceKey? Key(After after)
    {
        var parts = after.Key.Split(' ');
        return parts.Length == 2 && Words.List(typeof(Capacity)).Contains(parts[0]) ? new StanceKey(parts[1], after.Id, Words<Capacity>.Parse(parts[0])) : null;
    }
}
