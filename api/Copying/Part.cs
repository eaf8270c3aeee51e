using System.Text;
using System.Text.Json;
using StanceApi.Storage;

namespace StanceApi.Copying;

/// <summary>The next rows of a table, as many as one transaction takes.</summary>
/// <param name="table">The table.</param>
/// <param name="rows">Its rows, which further parts go on with.</param>
/// <param name="clock">Measures how long the part takes.</param>
internal sealed class Part(StoredTable table, IAsyncEnumerator<RawRow> rows, TimeProvider clock)
{
    private const int MostRows = 10_000;

    /// <summary>However large the rows are, no more than this is lost when a copy is broken off.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    private readonly (int Place, bool IsNumber)[] columns =
        [.. table.Key.Select(key => table.Columns.Index().First(column => column.Item.Name == key)).Select(column => (column.Index, column.Item.IsNumber))];

    private readonly object[] key = new object[table.Key.Count];

    public int Count { get; private set; }

    /// <summary>Whether the table has no more rows.</summary>
    public bool IsLast { get; private set; }

    /// <summary>The key of the last row, as a JSON list; of no meaning where there was none.</summary>
    public string LastKey => JsonSerializer.Serialize(key);

    public async IAsyncEnumerable<RawRow> RowsAsync()
    {
        var begun = clock.GetTimestamp();
        while (Count < MostRows && clock.GetElapsedTime(begun) < MostTime)
        {
            IsLast = !await rows.MoveNextAsync();
            if (IsLast) yield break;
            Count++;
            Keep(rows.Current);
            yield return rows.Current;
        }
    }

    /// <summary>The values of a key as the parameters of the statement that goes on after it; null where nothing was read.</summary>
    public static IReadOnlyDictionary<string, object>? Parameters(string? key)
    {
        if (key is null) return null;
        using var values = JsonDocument.Parse(key);
        return values.RootElement.EnumerateArray().Index().ToDictionary(
            value => FormattableString.Invariant($"K{value.Index}"),
            value => value.Item.ValueKind == JsonValueKind.Number ? (object)value.Item.GetInt64() : value.Item.GetString()!);
    }

    /// <summary>The next row takes the place of this one, so its key is kept now.</summary>
    private void Keep(RawRow row)
    {
        for (var index = 0; index < key.Length; index++)
            key[index] = columns[index].IsNumber ? row.Number(columns[index].Place) : Encoding.UTF8.GetString(row.Text(columns[index].Place));
    }
}
