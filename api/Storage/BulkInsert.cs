namespace StanceApi.Storage;

/// <summary>A statement that inserts many rows at once, each a list of texts and 64-bit numbers in the order of the columns.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">The columns of a row, with whether each holds 64-bit numbers.</param>
/// <param name="Ending">What is done where a row of the key is there already; empty where there is none.</param>
internal sealed record BulkInsert(string Table, IReadOnlyList<(string Name, bool IsNumber)> Columns, string Ending = "")
{
    /// <summary>The beginning of the statement, up to the rows.</summary>
    public string Into => $"INSERT INTO {Table} ({string.Join(", ", Columns.Select(column => column.Name))})";
}
