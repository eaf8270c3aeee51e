namespace StanceApi.Stances;

/// <summary>The statements of one stance.</summary>
internal sealed record StatementGroup(StanceKey Key, IReadOnlyList<Statement> Statements);

/// <summary>Puts rows that come by question and actor together to what each stance is made of.</summary>
internal static class StatementGroups
{
    /// <summary>The groups by question, actor and capacity; only the rows of one question and actor are held at a time.</summary>
    public static async IAsyncEnumerable<StatementGroup> ReadAsync(IAsyncEnumerable<StatementRow> rows)
    {
        var open = new List<StatementRow>();
        await foreach (var row in rows)
        {
            if (open.Count > 0 && (open[0].ActorId != row.ActorId || open[0].QuestionId != row.QuestionId))
            {
                foreach (var group in Close(open)) yield return group;
                open.Clear();
            }

            open.Add(row);
        }

        foreach (var group in Close(open)) yield return group;
    }

    private static IEnumerable<StatementGroup> Close(List<StatementRow> rows) => rows.GroupBy(row => row.Key).OrderBy(group => group.Key)
        .Select(group => new StatementGroup(group.Key, [.. group.Select(row => row.ToStatement())]));
}
