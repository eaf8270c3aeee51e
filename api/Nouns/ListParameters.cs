using System.Text.Json;
using StanceApi.Http;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>What a list was asked for.</summary>
internal sealed record ListParameters
{
    public const int DefaultLimit = 50;
    public const int LargestLimit = ServiceLimits.LargestPage;

    /// <summary>Which records.</summary>
    public required SelectionParameters Selection { get; init; }

    public required Sort Sort { get; init; }

    public required bool Descending { get; init; }

    public required int Limit { get; init; }

    public required Shape Shape { get; init; }

    public required bool Count { get; init; }

    /// <summary>The cursor, null on the first page.</summary>
    public Cursor? Cursor { get; init; }

    /// <summary>What a cursor is bound to: the list, its filters, its order and its times.</summary>
    public required string Binding { get; init; }

    /// <summary>Whether one statement reads all that is asked for, as it is now.</summary>
    public bool IsNewestPage => Cursor is null && Selection.KnownAt is null && Shape.IsPlain && !Count;

    public static ListParameters Read(HttpRequest request, INoun noun, List<ProblemError> errors)
    {
        var query = new QueryParameters(request, errors);
        var selection = SelectionParameters.Read(query, noun.Filters, noun.Ranges, hasAsOf: noun.SaidBy is not null);
        var (sort, descending) = ReadSort(noun, query);
        var binding = JsonSerializer.Serialize(selection.Describe().Prepend($"{noun.Plural} {(descending ? "-" : "")}{sort.Name}"));
        var parameters = new ListParameters
        {
            Selection = selection,
            Sort = sort,
            Descending = descending,
            Limit = query.PageLimit(DefaultLimit),
            Shape = Shape.Read(query, noun.Members, noun.Expansions),
            Count = query.Flag("count"),
            Cursor = Cursor.Read(query, binding, sort.IsNumber),
            Binding = binding,
        };
        query.RefuseOthers();
        return parameters;
    }

    private static (Sort Sort, bool Descending) ReadSort(INoun noun, QueryParameters query)
    {
        if (query.Value("sort") is not { } value) return (Sort.ById, false);
        var descending = value.StartsWith('-');
        if (noun.Sorts.FirstOrDefault(sort => sort.Name == value.TrimStart('-')) is { } sort && value == (descending ? "-" : "") + sort.Name) return (sort, descending);
        query.Refuse("sort", Codes.UnknownValue, $"'{value}' is not known. Sort by one of {string.Join(", ", noun.Sorts.Select(each => each.Name))}, with - before it to reverse.");
        return (Sort.ById, false);
    }
}
