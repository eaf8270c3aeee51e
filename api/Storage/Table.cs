using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace StanceApi.Storage;

/// <summary>A row of a noun's table: what every noun's row begins with. Rows hold only texts and 64-bit numbers.</summary>
internal interface INounRow
{
    string Id { get; }

    /// <summary>The feed position at which this version was recorded.</summary>
    long Seq { get; }

    /// <summary>1 for the first version, one more for each change, retirement and restoration.</summary>
    long Version { get; }

    /// <summary>The instant at which this version was recorded.</summary>
    string RecordedAt { get; }
}

/// <summary>
/// A table of current rows with its history twin, and the statements that are the same for every such table. The columns are
/// those of the row's record, so that a column is named in one place. <c>until_seq</c>, the feed position at which a row was
/// superseded, is the largest 64-bit number in the current table.
/// </summary>
internal sealed class Table
{
    private static readonly ConcurrentDictionary<(string, Type), Table> Known = new();

    private Table(string name, string key, string[] columns, params IEnumerable<string> numbers)
    {
        (Name, Columns) = (name, columns);
        (string, bool)[] typed = [.. columns.Select(column => (column, numbers.Contains(column)))];
        Insert = new BulkInsert(name, typed);
        InsertHistory = new BulkInsert($"{name}_history", [.. typed, ("until_seq", true)]);
        var list = string.Join(", ", columns);
        var updates = string.Join(", ", columns.Where(column => column != key).Select(column => $"{column} = excluded.{column}"));
        Select = $"SELECT {list}\nFROM {name}";
        Versions = string.Join("\nUNION ALL\n", new[] { name, $"{name}_history" }.Select(each => $"SELECT {list}\nFROM {each}\nWHERE {key} = @Id\n  AND version BETWEEN @Lowest AND @Highest"));
        Upsert = new BulkInsert(name, typed, $"ON CONFLICT ({key}) DO UPDATE SET {updates}");
        Archive = $"INSERT INTO {name}_history ({list}, until_seq)\nSELECT {list}, @Until\nFROM {name}\nWHERE {key} = @Id";
        Delete = $"DELETE FROM {name}\nWHERE {key} = @Id";
        versions = schema => $"""
            {name} AS NOT MATERIALIZED (
              SELECT {list}, until_seq
              FROM {schema}.{name}
              UNION ALL
              SELECT {list}, until_seq
              FROM {name}_history)
            """;
        shadow = schema => $"""
            {name} AS NOT MATERIALIZED (
              SELECT {list}
              FROM (SELECT {list}, until_seq FROM {schema}.{name}
                    UNION ALL
                    SELECT {list}, until_seq FROM {name}_history) AS versions
              WHERE versions.seq <= @Seq AND versions.until_seq > @Seq)
            """;
    }

    private readonly Func<string, string> shadow;

    private readonly Func<string, string> versions;

    public string Name { get; }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Selects the current rows; a WHERE clause may follow.</summary>
    public string Select { get; }

    /// <summary>Selects the versions from @Lowest to @Highest of @Id, current or superseded.</summary>
    public string Versions { get; }

    /// <summary>Inserts rows that are not there yet.</summary>
    public BulkInsert Insert { get; }

    /// <summary>Inserts rows, or replaces those of the same id.</summary>
    public BulkInsert Upsert { get; }

    /// <summary>Inserts superseded rows with the feed position that superseded each.</summary>
    public BulkInsert InsertHistory { get; }

    /// <summary>Copies the current row of @Id to the history, superseded at @Until.</summary>
    public string Archive { get; }

    /// <summary>Removes the current row of @Id.</summary>
    public string Delete { get; }

    public static Table Of<TRow>(string name)
        where TRow : INounRow => Known.GetOrAdd(
            (name, typeof(TRow)),
            key => new Table(
                name,
                "id",
                [.. typeof(TRow).GetProperties().Select(Column)],
                typeof(TRow).GetProperties().Where(property => property.PropertyType == typeof(long) || property.PropertyType == typeof(long?)).Select(Column)));

    /// <summary>A link table: rows of (owner, target, seq).</summary>
    public static Table OfLinks(string name) => Known.GetOrAdd((name, typeof(Link)), key => new Table(name, "owner", ["owner", "target", "seq"], "seq"));

    /// <summary>Some columns of another noun's table, for a statement that reads no more of it.</summary>
    public static Table Part(string name, params string[] columns) => new(name, "id", ["id", "seq", .. columns]);

    /// <summary>
    /// A common table expression under the table's own name that holds the rows as they were at the feed position @Seq, so
    /// that the same statement reads the past.
    /// </summary>
    public string AsOf(Engine engine) => shadow(engine.Schema);

    /// <summary>
    /// A common table expression under the table's own name that holds every version ever, each from <c>seq</c> until before
    /// <c>until_seq</c>.
    /// </summary>
    public string EveryVersion(Engine engine) => versions(engine.Schema);

    /// <summary>Selects the rows as they were at the feed position @Seq where there is one, else the current ones; a WHERE clause may follow.</summary>
    public string At(Engine engine, long? seq) => seq is null ? Select : $"WITH {AsOf(engine)}\n{Select}";

    /// <summary>Selects some columns of the current rows; a WHERE clause may follow.</summary>
    public string SelectOnly(string columns) => $"SELECT {columns}\nFROM {Name}";

    /// <summary>Selects the row of @Id.</summary>
    public string ById(Engine engine, long? seq) => $"{At(engine, seq)}\nWHERE id = @Id";

    /// <summary>Selects some columns of the current row of @Id.</summary>
    public string ById(string columns) => $"{SelectOnly(columns)}\nWHERE id = @Id";

    /// <summary>Selects the rows of the list in @Ids.</summary>
    public string ByIds(Engine engine, long? seq) => $"{At(engine, seq)}\nWHERE {engine.AnyOf("id", "@Ids")}";

    /// <summary>Selects the versions, current or superseded, that were recorded at one of the feed positions in @Seqs.</summary>
    public string Recorded(Engine engine) => string.Join("\nUNION ALL\n", new[] { Name, $"{Name}_history" }.Select(each =>
        $"{Select.Replace($"FROM {Name}", $"FROM {each}", StringComparison.Ordinal)}\nWHERE {engine.AnyOfNumbers("seq", "@Seqs")}"));

    /// <summary>A row's value of a column, as text.</summary>
    public static string Text(object row, string column) =>
        Convert.ToString(row.GetType().GetProperty(Property(column))!.GetValue(row), CultureInfo.InvariantCulture)!;

    /// <summary>A row's values in the order of the columns.</summary>
    public static object?[] Values<TRow>(TRow row)
        where TRow : INounRow
    {
        var properties = Properties<TRow>.All;
        var values = new object?[properties.Length];
        for (var index = 0; index < values.Length; index++) values[index] = properties[index].GetValue(row);
        return values;
    }

    private static string Column(PropertyInfo property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    private static string Property(string column) =>
        string.Concat(column.Split('_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static class Properties<TRow>
    {
        public static readonly PropertyInfo[] All = typeof(TRow).GetProperties();
    }
}
