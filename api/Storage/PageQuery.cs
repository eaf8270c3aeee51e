using System.Globalization;
using Dapper;

namespace StanceApi.Storage;

/// <summary>A bound of a <see cref="DateRange"/>: the operator, the microsecond compared with, and the date as it was written.</summary>
internal readonly record struct Bound(DateRange Range, string Operator, long Microsecond, string Text);

/// <summary>Where the next page begins: after the row of this sort key and id.</summary>
internal readonly record struct After(string Key, string Id);

/// <summary>A page of a list, as a statement that both engines run.</summary>
internal sealed record PageQuery
{
    /// <summary>Two days of microseconds after the instant of @Seq: nothing recorded by then is dated later.</summary>
    private const string NewestRecorded = "(SELECT at + 172800000000 FROM changes WHERE seq = @Seq)";

    public required Selection Selection { get; init; }

    public required Sort Sort { get; init; }

    public required bool Descending { get; init; }

    public After? After { get; init; }

    /// <summary>How many rows at most.</summary>
    public required int Limit { get; init; }

    /// <summary>
    /// The row that a page of the past ends with at the latest (see <see cref="Last"/>); null where there may be none such, and
    /// then the page is read without.
    /// </summary>
    public After? UpTo { get; init; }

    /// <summary>The columns that are read of a row, separated by commas; null: all.</summary>
    public string? Columns { get; init; }

    /// <summary>The rows of the page, in order.</summary>
    public (string Sql, DynamicParameters Parameters) Rows(Engine engine)
    {
        var selection = Nearer();
        var parameters = selection.Parameters(engine);
        string[] within =
        [
            .. Begin(parameters),
            .. UpTo is { } last ? [Beyond(last, "UpTo", Descending ? ">=" : "<=", parameters)] : Array.Empty<string>(),
        ];
        parameters.Add("Limit", Limit);
        return ($"{selection.Shadows(engine)}{(Columns is null ? selection.Table.Select : selection.Table.SelectOnly(Columns))}{selection.Where(engine, within)}\nORDER BY {Order()}\nLIMIT @Limit", parameters);
    }

    /// <summary>
    /// Of a page of the past, the last row that it would have if it had current rows only. No row beyond it is in the page; without
    /// that bound the engine walks the whole history to find its next row, where what was superseded lies together.
    /// </summary>
    public (string Sql, DynamicParameters Parameters) Last(Engine engine)
    {
        var parameters = Selection.Parameters(engine);
        parameters.Add("Skipped", Limit - 1);
        return ($"{Selection.Others(engine)}{Selection.Table.Select}{Selection.Where(engine, [.. Begin(parameters), RecordedBySeq])}\nORDER BY {Order()}\nLIMIT 1 OFFSET @Skipped", parameters);
    }

    /// <summary>How many rows the whole list has.</summary>
    public (string Sql, DynamicParameters Parameters) Count(Engine engine) =>
        ($"{Selection.Shadows(engine)}SELECT COUNT(*)\nFROM {Selection.Table.Name}{Selection.Where(engine)}", Selection.Parameters(engine));

    /// <summary>Where the page begins: after a row, or at the newest that can have been recorded by then.</summary>
    private IEnumerable<string> Begin(DynamicParameters parameters)
    {
        if (After is { } after) return [Beyond(after, "After", Descending ? "<" : ">", parameters)];
        return Sort.EndsTomorrow && Descending && Selection.Seq is not null ? [$"{Sort.Column} < {NewestRecorded}"] : [];
    }

    /// <summary>The last row keeps the bounds on its side already; beside it they only mislead SQLite, which takes one of the two.</summary>
    private Selection Nearer() => UpTo is null
        ? Selection
        : Selection with { Bounds = [.. Selection.Bounds.Where(bound => bound.Range.Column != Sort.Column || bound.Operator[0] == (Descending ? '<' : '>'))] };

    /// <summary>Outside its own order the feed position is no way to find rows: the sum keeps SQLite from taking its index and sorting what it finds.</summary>
    private string RecordedBySeq => Sort.Column == "seq" ? "seq <= @Seq" : "seq + 0 <= @Seq";

    private string Beyond(After place, string name, string comparison, DynamicParameters parameters)
    {
        parameters.Add($"{name}Key", Sort.IsNumber ? long.Parse(place.Key, CultureInfo.InvariantCulture) : place.Key);
        if (Sort.IsUnique) return $"{Sort.Column} {comparison} @{name}Key";
        parameters.Add($"{name}Id", place.Id);
        return $"({Sort.Column}, id) {comparison} (@{name}Key, @{name}Id)";
    }

    private string Order()
    {
        var direction = Descending ? " DESC" : "";
        return Sort.IsUnique ? $"{Sort.Column}{direction}" : $"{Sort.Column}{direction}, id{direction}";
    }
}
