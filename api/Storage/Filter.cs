using StanceApi.Values;

namespace StanceApi.Storage;

/// <summary>
/// A filter of a list: the query parameter, what it accepts, and the condition it adds. Values given more than once mean any
/// of them.
/// </summary>
internal sealed record Filter
{
    private Filter(string name, string description)
    {
        Name = name;
        Description = description;
    }

    public string Name { get; }

    /// <summary>The parameter's documentation.</summary>
    public string Description { get; }

    /// <summary>The enum whose words are accepted; null where ids or texts are.</summary>
    public Type? Words { get; private init; }

    /// <summary>True where values are ids.</summary>
    public bool IsId { get; private init; }

    /// <summary>The rule of the member's own texts, which what is asked for must keep too; null where any text is accepted.</summary>
    public TextRule? Rule { get; private init; }

    /// <summary>The column that is compared, qualified where it is a link's.</summary>
    private string Column { get; init; } = "";

    /// <summary>The other table that the condition reads, to be shadowed together with the noun's; null where it reads the noun's own.</summary>
    public Table? Other { get; private init; }

    /// <summary>The column of the other table that names a row of the noun's, and the noun's column that it names.</summary>
    private (string Theirs, string Ours) Join { get; init; }

    /// <summary>The stored texts that a given value stands for.</summary>
    private Func<string, IEnumerable<string>> Stored { get; init; } = value => [value];

    /// <summary>Whether the value is a search instead of a value to compare with; it is of the present only, and stands once.</summary>
    public bool IsSearch => SearchedType is not null;

    private string? SearchedType { get; init; }

    private bool SeesRestricted { get; init; }

    /// <summary>The same filter for a caller who may see restricted texts, or may not.</summary>
    public Filter For(bool seesRestricted) => this with { SeesRestricted = seesRestricted };

    /// <summary>Accepts a search; matches the rows of the noun of this singular whose texts it finds.</summary>
    public static Filter Search(string type) => new("q", "Only records whose texts hold this: words, \"phrases\", beginnings* and -exclusions, all of which must hold.") { SearchedType = type };

    public static Filter Id(string name, string column, string description) => new(name, description) { Column = column, IsId = true };

    public static Filter Text(string name, string column, string description) => new(name, description) { Column = column };

    /// <summary>Accepts texts that the member's rule allows; any other could never match.</summary>
    public static Filter Text<TRule>(string name, string column, string description)
        where TRule : TextRule, new() => new(name, description) { Column = column, Rule = new TRule() };

    public static Filter Word<T>(string name, string column, string description)
        where T : struct, Enum => new(name, description) { Column = column, Words = typeof(T) };

    /// <summary>Accepts ids; matches owners that have a link to any of them.</summary>
    public static Filter LinkedId(string name, Link link, string description) => new(name, description) { Column = "o.target", Other = link.Table, Join = ("owner", "id"), IsId = true };

    /// <summary>Accepts words; matches owners that have a link to any text that a word stands for.</summary>
    public static Filter LinkedWord<T>(string name, Link link, Func<string, IEnumerable<string>> stored, string description)
        where T : struct, Enum => new(name, description) { Column = "o.target", Other = link.Table, Join = ("owner", "id"), Words = typeof(T), Stored = stored };

    /// <summary>Accepts words; matches rows whose <paramref name="reference"/> is the id of a row of another noun's table with one of them in its <paramref name="column"/>.</summary>
    public static Filter ReferencedWord<T>(string name, string reference, Table other, string column, string description)
        where T : struct, Enum => new(name, description) { Column = $"o.{column}", Other = other, Join = ("id", reference), Words = typeof(T) };

    /// <summary>
    /// The condition on <paramref name="table"/>. One stored text is compared by itself, so that an index that begins with the
    /// column keeps its order; several are in the list that <paramref name="parameter"/> carries.
    /// </summary>
    public (string Sql, object Value) Condition(Engine engine, string table, string parameter, IEnumerable<string> values)
    {
        if (SearchedType is not null)
        {
            var found = $"{table}.id IN (SELECT search_entries.id FROM {engine.Found(parameter)} AND search_entries.type = '{SearchedType}')";
            return (found, engine.Search(SearchQuery.Read(values.Single()).Query!, SearchedType, SeesRestricted));
        }

        string[] stored = [.. values.SelectMany(Stored)];
        var comparison = stored.Length == 1 ? $"{Column} = {parameter}" : engine.AnyOf(Column, parameter);
        return (Other is null ? comparison : Elsewhere(engine, Other, table, comparison), stored.Length == 1 ? stored[0] : engine.List(stored));
    }

    /// <summary>
    /// The condition that a row of another table fulfils one. Few rows have a link to one id, many to one word: so the links of an id are found
    /// first, and a word is looked for along the list, in its order.
    /// </summary>
    private string Elsewhere(Engine engine, Table other, string table, string comparison) => IsId
        ? engine.AnyFound($"{table}.{Join.Ours}", $"SELECT o.{Join.Theirs} FROM {other.Name} AS o WHERE {comparison}")
        : $"EXISTS (SELECT 1 FROM {other.Name} AS o WHERE o.{Join.Theirs} = {table}.{Join.Ours} AND {comparison})";
}

/// <summary>
/// A date that has ranges: <c>{Name}.gte</c>, <c>.gt</c>, <c>.lte</c>, <c>.lt</c>, compared with the first microsecond of each
/// record's own date. Records without the date match no range.
/// </summary>
/// <param name="Name">The member.</param>
/// <param name="Column">The column of its first microsecond.</param>
/// <param name="AllowInstant">Whether the member may be an instant, so the bound may too.</param>
internal sealed record DateRange(string Name, string Column, bool AllowInstant);

/// <summary>An order of a list.</summary>
/// <param name="Name">The word in <c>sort</c>; <c>-</c> before it reverses the order.</param>
/// <param name="Column">The column sorted by, never null.</param>
/// <param name="IsNumber">Whether the column holds 64-bit numbers.</param>
/// <param name="IsUnique">Whether no two rows have the same value, so that ties need no id.</param>
internal sealed record Sort(string Name, string Column, bool IsNumber, bool IsUnique)
{
    /// <summary>
    /// Whether the column holds microseconds that are never later than the end of the day after the row was recorded: then a page
    /// of the past that begins with the newest need not look at what lies after it.
    /// </summary>
    public bool EndsTomorrow { get; init; }

    public static readonly Sort ById = new("id", "id", IsNumber: false, IsUnique: true);

    /// <summary>Versions are recorded in feed order, so the feed position is the finer clock.</summary>
    public static readonly Sort ByRecordedAt = new("recorded_at", "seq", IsNumber: true, IsUnique: true);
}

/// <summary>A name that <c>expand</c> accepts: records of another noun, put beside the ids that name them.</summary>
/// <param name="Name">The member that is added.</param>
/// <param name="Noun">The noun's plural.</param>
/// <param name="IsList">Whether the member is a list (in the order of the ids) or one record.</param>
/// <param name="IsNullable">Whether the one record may be null, since its id may be.</param>
internal sealed record Expansion(string Name, string Noun, bool IsList, bool IsNullable = false);
