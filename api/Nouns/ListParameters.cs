using System.Globalization;
using System.Text.Json;
using StanceApi.Http;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Nouns;

/// <summary>What a list was asked for.</summary>
internal sealed record ListParameters
{
    public const int DefaultLimit = 50;
    public const int LargestLimit = 500;

    private static readonly (string Suffix, string Operator)[] Operators = [("gte", ">="), ("gt", ">"), ("lte", "<="), ("lt", "<")];

    public required IReadOnlyList<(Filter Filter, IReadOnlyList<string> Values)> Filters { get; init; }

    public required IReadOnlyList<Bound> Bounds { get; init; }

    public required Sort Sort { get; init; }

    public required bool Descending { get; init; }

    public required int Limit { get; init; }

    public required Shape Shape { get; init; }

    public required bool Count { get; init; }

    /// <summary>The cursor, null on the first page.</summary>
    public Cursor? Cursor { get; init; }

    /// <summary>The time of the record that is asked about, null for now.</summary>
    public KnownAt? KnownAt { get; init; }

    /// <summary>What a cursor is bound to: the list, its filters, its order and its time.</summary>
    public required string Binding { get; init; }

    public static ListParameters Read(HttpRequest request, INoun noun, List<ProblemError> errors)
    {
        var query = new QueryParameters(request, errors);
        var filters = ReadFilters(noun, query);
        var bounds = noun.Ranges.SelectMany(range => ReadBounds(range, query)).ToArray();
        foreach (var range in noun.Ranges.Where(range => IsReversed(bounds.Where(bound => bound.Range == range))))
            query.Refuse($"{range.Name}.lt", Codes.ReversedRange, $"Nothing can lie in this range: {range.Name} would end before it begins.");
        var (sort, descending) = ReadSort(noun, query);
        var knownAt = KnownAt.Read(query);
        var binding = $"{Describe(noun, filters, bounds, sort, descending)}\n{knownAt?.Text}";
        var parameters = new ListParameters
        {
            Filters = filters,
            Bounds = bounds,
            Sort = sort,
            Descending = descending,
            Limit = query.Number("limit", 1, LargestLimit, DefaultLimit),
            Shape = Shape.Read(query, noun),
            Count = query.Flag("count"),
            KnownAt = knownAt,
            Cursor = Cursor.Read(query, binding, sort.IsNumber),
            Binding = binding,
        };
        query.RefuseOthers();
        return parameters;
    }

    /// <summary>The names of the bounds of a range: <c>stated_on.gte</c> and so on, with what each means.</summary>
    public static IEnumerable<(string Name, string Description)> BoundNames(DateRange range) => Operators.Select(op => ($"{range.Name}.{op.Suffix}", op.Suffix switch
    {
        "gte" => $"Only records whose {range.Name} begins at or after this date's first instant.",
        "gt" => $"Only records whose {range.Name} begins after this date's last instant.",
        "lte" => $"Only records whose {range.Name} begins at or before this date's last instant.",
        _ => $"Only records whose {range.Name} begins before this date's first instant.",
    }));

    private static (Filter, IReadOnlyList<string>)[] ReadFilters(INoun noun, QueryParameters query)
    {
        var filters = new List<(Filter, IReadOnlyList<string>)>();
        foreach (var filter in noun.Filters)
        {
            var values = query.Values(filter.Name);
            foreach (var value in values) CheckValue(filter, value, query);
            if (values.Count > 0) filters.Add((filter, [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]));
        }

        return [.. filters];
    }

    private static void CheckValue(Filter filter, string value, QueryParameters query)
    {
        if (filter.IsId && !Id.IsValid(value)) query.Refuse(filter.Name, Codes.InvalidParameter, $"'{value}' is not an id. {Id.Advice} Repeat the parameter for any of several.");
        if (filter.Rule is { } rule && !rule.IsValid(value)) query.Refuse(filter.Name, Codes.InvalidParameter, $"'{value}' cannot be found. {rule.Advice} Repeat the parameter for any of several.");
        if (filter.Words is not { } type || Words.List(type).Contains(value)) return;
        if (RefusedWordAttribute.For(type, value) is { } refused) query.Refuse(filter.Name, Codes.UnknownValue, refused.Advice);
        else query.Refuse(filter.Name, Codes.UnknownValue, $"'{value}' is not known. Allowed here: {string.Join(", ", Words.List(type))}. Repeat the parameter for any of several.");
    }

    private static IEnumerable<Bound> ReadBounds(DateRange range, QueryParameters query)
    {
        foreach (var (suffix, op) in Operators)
        {
            var name = $"{range.Name}.{suffix}";
            if (query.Value(name) is not { } value) continue;
            if (PartialDate.TryParse(value, out var date) && (range.AllowInstant || !date.IsInstant))
                yield return new Bound(range, op, suffix is "gte" or "lt" ? date.First : date.Last);
            else
                query.Refuse(name, Codes.InvalidDate, $"'{value}' is no date. Write YYYY, YYYY-MM, YYYY-MM-DD{(range.AllowInstant ? " or an instant such as 2025-10-27T18:30:00Z" : "")}.");
        }
    }

    private static bool IsReversed(IEnumerable<Bound> bounds)
    {
        // In whole microseconds "after x" is "from x + 1", so that every bound is inclusive.
        var from = bounds.Where(bound => bound.Operator[0] == '>').Select(bound => bound.Operator == ">" ? bound.Microsecond + 1 : bound.Microsecond).DefaultIfEmpty(long.MinValue).Max();
        var until = bounds.Where(bound => bound.Operator[0] == '<').Select(bound => bound.Operator == "<" ? bound.Microsecond - 1 : bound.Microsecond).DefaultIfEmpty(long.MaxValue).Min();
        return from > until;
    }

    private static (Sort Sort, bool Descending) ReadSort(INoun noun, QueryParameters query)
    {
        if (query.Value("sort") is not { } value) return (Sort.ById, false);
        var descending = value.StartsWith('-');
        if (noun.Sorts.FirstOrDefault(sort => sort.Name == value.TrimStart('-')) is { } sort && value == (descending ? "-" : "") + sort.Name) return (sort, descending);
        query.Refuse("sort", Codes.UnknownValue, $"'{value}' is not known. Sort by one of {string.Join(", ", noun.Sorts.Select(each => each.Name))}, with - before it to reverse.");
        return (Sort.ById, false);
    }

    private static string Describe(INoun noun, (Filter Filter, IReadOnlyList<string> Values)[] filters, Bound[] bounds, Sort sort, bool descending)
    {
        var parts = filters.Select(filter => $"{filter.Filter.Name}={JsonSerializer.Serialize(filter.Values)}")
            .Concat(bounds.Select(bound => string.Create(CultureInfo.InvariantCulture, $"{bound.Range.Name}{bound.Operator}{bound.Microsecond}")))
            .Prepend($"{noun.Plural} {(descending ? "-" : "")}{sort.Name}");
        return JsonSerializer.Serialize(parts);
    }
}
