using System.Globalization;
using Dapper;

namespace StanceApi.Storage;

/// <summary>A bound of a <see cref="DateRange"/>: the operator and the microsecond compared with.</summary>
internal readonly record struct Bound(DateRange Range, string Operator, long Microsecond);

/// <summary>Where the next page begins: after the row of this sort key and id.</summary>
internal readonly record struct After(string Key, string Id);

/// <summary>A page of a list, as a statement that both engines run.</summary>
internal sealed record PageQuery
{
    public required Table Table { get; init; }

    public required IReadOnlyList<(Filter Filter, IReadOnlyList<string> Values)> Filters { get; init; }

    public required IReadOnlyList<Bound> Bounds { get; init; }

    public required Sort Sort { get; init; }

    public required bool Descending { get; init; }

    /// <summary>The feed position to read at; null reads the current rows, which is the same at the head and faster.</summary>
    public long? Seq { get; init; }

    public After? After { get; init; }

    /// <summary>How many rows at most.</summary>
    public required int Limit { get; init; }

    /// <summary>The rows of the page, in order.</summary>
    public (string Sql, DynamicParameters Parameters) Rows(Engine engine)
    {
        var parameters = Parameters(engine);
        var conditions = Conditions(engine);
        if (After is { } after) conditions.Add(Beyond(after, parameters));
        parameters.Add("Limit", Limit);
        return ($"{Shadows(engine)}{Table.Select}{Where(conditions)}\nORDER BY {Order()}\nLIMIT @Limit", parameters);
    }

    /// <summary>How many rows the whole list has.</summary>
    public (string Sql, DynamicParameters Parameters) Count(Engine engine) =>
        ($"{Shadows(engine)}SELECT COUNT(*)\nFROM {Table.Name}{Where(Conditions(engine))}", Parameters(engine));

    private static string Where(List<string> conditions) => conditions.Count == 0 ? "" : "\nWHERE " + string.Join("\n  AND ", conditions);

    private string Shadows(Engine engine)
    {
        if (Seq is null) return "";
        var tables = Filters.Select(filter => filter.Filter.Link?.Table).OfType<Table>().Prepend(Table).Distinct();
        return $"WITH {string.Join(",\n", tables.Select(table => table.AsOf(engine)))}\n";
    }

    private List<string> Conditions(Engine engine) =>
    [
        .. Filters.Select((filter, index) => filter.Filter.Condition(engine, Table.Name, $"@Filter{index}", filter.Values).Sql),
        .. Bounds.Select((bound, index) => $"{bound.Range.Column} {bound.Operator} @Bound{index}"),
    ];

    private DynamicParameters Parameters(Engine engine)
    {
        var parameters = new DynamicParameters();
        foreach (var (index, (filter, values)) in Filters.Index()) parameters.Add($"Filter{index}", filter.Condition(engine, Table.Name, $"@Filter{index}", values).Value);
        foreach (var (index, bound) in Bounds.Index()) parameters.Add($"Bound{index}", bound.Microsecond);
        if (Seq is { } seq) parameters.Add("Seq", seq);
        return parameters;
    }

    private string Beyond(After after, DynamicParameters parameters)
    {
        parameters.Add("AfterKey", Sort.IsNumber ? long.Parse(after.Key, CultureInfo.InvariantCulture) : after.Key);
        var comparison = Descending ? "<" : ">";
        if (Sort.IsUnique) return $"{Sort.Column} {comparison} @AfterKey";
        parameters.Add("AfterId", after.Id);
        return $"({Sort.Column}, id) {comparison} (@AfterKey, @AfterId)";
    }

    private string Order()
    {
        var direction = Descending ? " DESC" : "";
        return Sort.IsUnique ? $"{Sort.Column}{direction}" : $"{Sort.Column}{direction}, id{direction}";
    }
}
