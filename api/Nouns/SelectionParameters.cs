using System.Globalization;
using System.Text.Json;
using StanceApi.Access;
using StanceApi.Http;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Nouns;

/// <summary>Which records were asked for: the filters and ranges of a query string, and its two times.</summary>
internal sealed record SelectionParameters
{
    private const int MostTold = 2;

    private static readonly (string Suffix, string Operator)[] Operators = [("gte", ">="), ("gt", ">"), ("lte", "<="), ("lt", "<")];

    public required IReadOnlyList<(Filter Filter, IReadOnlyList<string> Values)> Filters { get; init; }

    public required IReadOnlyList<Bound> Bounds { get; init; }

    /// <summary>The time of the record that is asked about, null for now.</summary>
    public required KnownAt? KnownAt { get; init; }

    /// <summary>The time of the world that is asked about, null without a bound.</summary>
    public required AsOf? AsOf { get; init; }

    /// <param name="query">The query string.</param>
    /// <param name="filters">The filters that there are.</param>
    /// <param name="ranges">The ranges that there are.</param>
    /// <param name="hasAsOf">Whether there is an <c>as_of</c>; where there is none it is left to be refused.</param>
    public static SelectionParameters Read(QueryParameters query, IReadOnlyList<Filter> filters, IReadOnlyList<DateRange> ranges, bool hasAsOf)
    {
        var chosen = ReadFilters(filters, query);
        var bounds = ranges.SelectMany(range => ReadBounds(range, query)).ToArray();
        foreach (var reversed in ranges.Select(range => bounds.Where(bound => bound.Range == range).ToArray()).Where(IsReversed))
        {
            var last = reversed.Last(bound => bound.Operator.StartsWith('<'));
            query.Refuse($"{last.Range.Name}.{Operators.First(each => each.Operator == last.Operator).Suffix}", Codes.ReversedRange, $"No {last.Range.Name} can be {string.Join(" and ", reversed.Select(bound => $"{bound.Operator} {bound.Text}"))}.");
        }

        var selection = new SelectionParameters { Filters = chosen, Bounds = bounds, KnownAt = KnownAt.Read(query), AsOf = hasAsOf ? AsOf.Read(query) : null };
        if (selection is { IsSearch: true, KnownAt: not null })
            query.Refuse(KnownAt.Parameter, Codes.MeaninglessCombination, "A search finds what is recorded now: leave out q or known_at.");
        return selection;
    }

    /// <summary>Whether texts are searched, which are those of the present: every page is of its own moment then.</summary>
    public bool IsSearch => Filters.Any(filter => filter.Filter.IsSearch);

    /// <summary>The selection of a noun's rows at a feed position (null: now).</summary>
    public Selection Of(INoun noun, long? seq) => new()
    {
        Table = noun.Table,
        Filters = Filters,
        Bounds = Bounds,
        Seq = seq,
        AsOf = AsOf is null ? null : (noun.SaidBy!, AsOf.Last),
    };

    /// <summary>The filters and ranges as a reader is told them, but for one that the path sets.</summary>
    public IReadOnlyList<string> Told(string? set = null) =>
    [
        .. Filters.Where(filter => filter.Filter.Name != set).Select(filter => $"{filter.Filter.Name} {Some(filter.Values)}"),
        .. Bounds.Select(bound => $"{bound.Range.Name} {bound.Operator} {bound.Text}"),
    ];

    /// <summary>A few values, and how many more there are: every filter has room to be named.</summary>
    private static string Some(IReadOnlyList<string> values) => values.Count <= MostTold + 1
        ? string.Join(" or ", values)
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(" or ", values.Take(MostTold))} or {values.Count - MostTold} others");

    /// <summary>What a cursor is bound to, whatever the order of the parameters.</summary>
    public IEnumerable<string> Describe() =>
    [
        .. Filters.Select(filter => $"{filter.Filter.Name}={JsonSerializer.Serialize(filter.Values)}"),
        .. Bounds.Select(bound => string.Create(CultureInfo.InvariantCulture, $"{bound.Range.Name}{bound.Operator}{bound.Microsecond}")),
        .. KnownAt is null ? Array.Empty<string>() : [$"{KnownAt.Parameter}={KnownAt.Text}"],
        .. AsOf is null ? Array.Empty<string>() : [$"{AsOf.Parameter}={AsOf.Text}"],
    ];

    /// <summary>The values of a filter, none where it was not asked for.</summary>
    public IReadOnlyList<string> Values(string name) => Filters.FirstOrDefault(filter => filter.Filter.Name == name).Values ?? [];

    /// <summary>The names of the bounds of a range: <c>stated_on.gte</c> and so on, with what each means.</summary>
    public static IEnumerable<(string Name, string Description)> BoundNames(DateRange range) => Operators.Select(op => ($"{range.Name}.{op.Suffix}", op.Suffix switch
    {
        "gte" => $"Only records whose {range.Name} begins at or after this date's first instant.",
        "gt" => $"Only records whose {range.Name} begins after this date's last instant.",
        "lte" => $"Only records whose {range.Name} begins at or before this date's last instant.",
        _ => $"Only records whose {range.Name} begins before this date's first instant.",
    }));

    private static (Filter, IReadOnlyList<string>)[] ReadFilters(IReadOnlyList<Filter> all, QueryParameters query)
    {
        var filters = new List<(Filter, IReadOnlyList<string>)>();
        foreach (var filter in all)
        {
            var values = query.Values(filter.Name);
            foreach (var value in values) CheckValue(filter, value, query);
            if (filter.IsSearch && values.Count > 1) query.Refuse(filter.Name, Codes.RepeatedParameter, $"Send {filter.Name} once; all of its words must be found.");
            var asked = filter.IsSearch ? filter.For(Caller.Has(query.User, AccessScope.Texts)) : filter;
            if (values.Count > 0) filters.Add((asked, [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]));
        }

        return [.. filters];
    }

    private static void CheckValue(Filter filter, string value, QueryParameters query)
    {
        if (filter.IsSearch && SearchQuery.Read(value) is { Query: null, Advice: var advice }) query.Refuse(filter.Name, Codes.InvalidParameter, advice);
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
                yield return new Bound(range, op, suffix is "gte" or "lt" ? date.First : date.Last, value);
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
}
