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
    public required Selection Selection { get; init; }

    public required Sort Sort { get; init; }

    public required bool Descending { get; init; }

    public After? After { get; init; }

    /// <summary>How many rows at most.</summary>
    public required int Limit { get; init; }

    /// <summary>The rows of the page, in order.</summary>
    public (string Sql, DynamicParameters Parameters) Rows(Engine engine)
    {
        var parameters = Selection.Parameters(engine);
        string[] beyond = After is { } after ? [Beyond(after, parameters)] : [];
        parameters.Add("Limit", Limit);
        return ($"{Selection.Shadows(engine)}{Selection.Table.Select}{Selection.Where(engine, beyond)}\nORDER BY {Order()}\nLIMIT @Limit", parameters);
    }

    /// <summary>How many rows the whole list has.</summary>
    public (string Sql, DynamicParameters Parameters) Count(Engine engine) =>
        ($"{Selection.Shadows(engine)}SELECT COUNT(*)\nFROM {Selection.Table.Name}{Selection.Where(engine)}", Selection.Parameters(engine));

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
