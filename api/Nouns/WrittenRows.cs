using System.Globalization;
using System.Text;
using StanceApi.Storage;

namespace StanceApi.Nouns;

/// <summary>Rows of a noun as they are read: each is written as JSON at once, up to a limit, and of the last one the place is kept.</summary>
/// <param name="json">How a row is written.</param>
/// <param name="sort">The order that they are read in.</param>
/// <param name="limit">How many are written; where there are more, that is all that is known of those.</param>
internal sealed class WrittenRows(RowJson json, Sort sort, int limit)
{
    private readonly List<WrittenJson> items = [];
    private readonly int sortKey = json.IndexOf(sort.Column);
    private readonly int id = json.IndexOf("id");
    private After last;
    private bool hasMore;

    /// <summary>The columns to read, in order.</summary>
    public string Columns => json.ColumnsWith(sort.Column);

    public IReadOnlyList<WrittenJson> Items => items;

    /// <summary>The place of the last row that is written, where there are more rows; null at the end.</summary>
    public After? Next => hasMore ? last : null;

    public void Add(RawRow row)
    {
        hasMore = items.Count == limit;
        if (hasMore) return;
        items.Add(json.Write(row));
        if (items.Count == limit) last = new After(sort.IsNumber ? row.Number(sortKey).ToString(CultureInfo.InvariantCulture) : Text(row, sortKey), Text(row, id));
    }

    private static string Text(RawRow row, int column) => Encoding.UTF8.GetString(row.Text(column));
}
