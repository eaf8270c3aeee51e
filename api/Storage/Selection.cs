using Dapper;

namespace StanceApi.Storage;

/// <summary>Which rows of a noun are read, at which times: what lists, counts and derived answers have in common.</summary>
internal sealed record Selection
{
    public required Table Table { get; init; }

    public required IReadOnlyList<(Filter Filter, IReadOnlyList<string> Values)> Filters { get; init; }

    public required IReadOnlyList<Bound> Bounds { get; init; }

    /// <summary>The feed position to read at; null reads the current rows, which is the same at the head and faster.</summary>
    public long? Seq { get; init; }

    /// <summary>Whether every version that there ever was is read, instead of the one at <see cref="Seq"/>.</summary>
    public bool EveryVersion { get; init; }

    /// <summary>The last microsecond by which things count as said, with the condition that the noun has for it; null: without a bound.</summary>
    public (SaidBy Condition, long Microsecond)? AsOf { get; init; }

    /// <summary>
    /// The common table expressions that shadow the tables with their past, empty where the present is read; begins a statement,
    /// so that what follows reads the past by the same words.
    /// </summary>
    public string Shadows(Engine engine, params IEnumerable<Table> others) => Seq is null
        ? ""
        : With([EveryVersion ? Table.EveryVersion(engine) : Table.AsOf(engine), .. OtherTables(others).Select(table => table.AsOf(engine))]);

    /// <summary>The shadows of the other tables only: the noun's own name means its current rows.</summary>
    public string Others(Engine engine) => Seq is null ? "" : With([.. OtherTables([]).Select(table => table.AsOf(engine))]);

    private static string With(IReadOnlyList<string> tables) => tables.Count == 0 ? "" : $"WITH {string.Join(",\n", tables)}\n";

    private IEnumerable<Table> OtherTables(IEnumerable<Table> others) => Filters.Select(filter => filter.Filter.Other).OfType<Table>()
        .Concat(AsOf is { } asOf ? [asOf.Condition.Table] : [])
        .Concat(others)
        .DistinctBy(table => table.Name);

    /// <summary>The WHERE clause with some conditions more; empty where there is none.</summary>
    public string Where(Engine engine, params IEnumerable<string> others)
    {
        string[] conditions =
        [
            .. Filters.Select((filter, index) => filter.Filter.Condition(engine, Table.Name, $"@Filter{index}", filter.Values).Sql),
            .. Bounds.Select((bound, index) => $"{bound.Range.Column} {bound.Operator} @Bound{index}"),
            .. AsOf is { } asOf ? [asOf.Condition.Sql] : Array.Empty<string>(),
            .. others,
        ];
        return conditions.Length == 0 ? "" : $"\nWHERE {string.Join("\n  AND ", conditions)}";
    }

    /// <summary>Selects all its rows by id, so that one state has one order.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="columns">The columns, separated by commas.</param>
    public string ById(Engine engine, string columns) => $"{Shadows(engine)}SELECT {columns}\nFROM {Table.Name}{Where(engine)}\nORDER BY id";

    public DynamicParameters Parameters(Engine engine)
    {
        var parameters = new DynamicParameters();
        foreach (var (index, (filter, values)) in Filters.Index()) parameters.Add($"Filter{index}", filter.Condition(engine, Table.Name, $"@Filter{index}", values).Value);
        foreach (var (index, bound) in Bounds.Index()) parameters.Add($"Bound{index}", bound.Microsecond);
        if (AsOf is { } asOf) parameters.Add("AsOf", asOf.Microsecond);
        if (Seq is { } seq) parameters.Add("Seq", seq);
        return parameters;
    }
}

/// <summary>
/// The condition that a record had certainly been said by the microsecond @AsOf, for the nouns that are about the world's time.
/// </summary>
/// <param name="Sql">The condition.</param>
/// <param name="Table">The other table that it reads, to be shadowed together with the noun's.</param>
internal sealed record SaidBy(string Sql, Table Table);
