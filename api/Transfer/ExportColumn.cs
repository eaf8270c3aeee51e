using System.Reflection;
using System.Text.Json;

namespace StanceApi.Transfer;

/// <summary>What a column of a table holds.</summary>
internal enum ColumnKind
{
    Text,

    /// <summary>A text that is the instant of recording.</summary>
    Instant,
    WholeNumber,
    Flag,

    /// <summary>A list or an object, as JSON.</summary>
    Json,
}

/// <summary>A column of a table of records: a member.</summary>
/// <param name="Name">The member.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsNullable">Whether it may be null.</param>
internal sealed record ExportColumn(string Name, ColumnKind Kind, bool IsNullable)
{
    /// <summary>The columns of records of a type: its members, in order.</summary>
    public static IReadOnlyList<ExportColumn> Of(Type record)
    {
        var nullability = new NullabilityInfoContext();
        return [.. record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property =>
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            return new ExportColumn(name, KindOf(name, property.PropertyType), nullability.Create(property).ReadState == NullabilityState.Nullable);
        })];
    }

    private static ColumnKind KindOf(string name, Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(long) || type == typeof(int)) return ColumnKind.WholeNumber;
        if (type == typeof(bool)) return ColumnKind.Flag;
        if (type != typeof(string) && !type.IsEnum) return ColumnKind.Json;
        return name == "recorded_at" ? ColumnKind.Instant : ColumnKind.Text;
    }
}
