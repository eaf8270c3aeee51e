namespace StanceApi.Storage;

/// <summary>A table as the database itself describes it, so that whoever copies all of them forgets none and no column.</summary>
/// <param name="Name">The table.</param>
/// <param name="Columns">The columns that are stored, in order, with whether each holds 64-bit numbers; the others hold texts.</param>
/// <param name="Key">The columns of the primary key, in its order.</param>
internal sealed record StoredTable(string Name, IReadOnlyList<(string Name, bool IsNumber)> Columns, IReadOnlyList<string> Key)
{
    /// <summary>Inserts rows that are not there yet.</summary>
    public BulkInsert Insert { get; } = new(Name, Columns);

    /// <summary>Counts the rows, up to one.</summary>
    public string CountFew => $"SELECT COUNT(*)\nFROM (SELECT 1 FROM {Name} LIMIT 1) AS first";

    /// <summary>Removes every row.</summary>
    public string Clear => $"DELETE FROM {Name}";

    /// <summary>Selects the rows in the order of the key, which is that of bytes on every engine; all, or those after the one whose key is in @K0, @K1, ...</summary>
    public string Rows(bool isContinued)
    {
        var key = string.Join(", ", Key);
        var after = isContinued ? $"WHERE ({key}) > ({string.Join(", ", Key.Select((_, place) => $"@K{place}"))})\n" : "";
        return $"SELECT {string.Join(", ", Columns.Select(column => column.Name))}\nFROM {Name}\n{after}ORDER BY {key}";
    }

    /// <summary>Every table of the store, each after those that it refers to.</summary>
    /// <exception cref="StoreException">The store is away.</exception>
    public static async Task<IReadOnlyList<StoredTable>> ReadAllAsync(Session session)
    {
        var columns = await session.QueryAsync<ColumnRow>(session.Engine.FindColumns);
        var references = (await session.QueryAsync<ReferenceRow>(session.Engine.FindReferences)).ToLookup(row => row.Owner, row => row.Target, StringComparer.Ordinal);
        var tables = columns.GroupBy(column => column.TableName, StringComparer.Ordinal).ToDictionary(group => group.Key, group => Of(group.Key, [.. group]), StringComparer.Ordinal);
        var ordered = new List<StoredTable>(tables.Count);
        foreach (var name in tables.Keys.Order(StringComparer.Ordinal)) Add(name);
        return ordered;

        void Add(string name)
        {
            // Taken out first: a table that refers to itself is not added twice.
            if (!tables.Remove(name, out var table)) return;
            foreach (var target in references[name].Order(StringComparer.Ordinal)) Add(target);
            ordered.Add(table);
        }
    }

    private static StoredTable Of(string name, ColumnRow[] columns) => new(
        name,
        [.. columns.Select(column => (column.Name, column.IsNumber == 1))],
        [.. columns.Where(column => column.KeyPlace > 0).OrderBy(column => column.KeyPlace).Select(column => column.Name)]);

    private sealed record ColumnRow
    {
        public required string TableName { get; init; }

        public required string Name { get; init; }

        public required long IsNumber { get; init; }

        /// <summary>The column's place in the primary key, from 1; 0 where it is not part of it.</summary>
        public required long KeyPlace { get; init; }
    }

    private sealed record ReferenceRow
    {
        public required string Owner { get; init; }

        public required string Target { get; init; }
    }
}
