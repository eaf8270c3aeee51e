namespace StanceApi.Transfer;

/// <summary>What a Discourse Network Analyzer file has besides what is read of it: each with the statement that counts it.</summary>
internal static class DnaLeft
{
    private const string OfEntities = """
        FROM ENTITIES AS e
        JOIN VARIABLES AS v ON v.ID = e.VariableId
        WHERE v.Variable IN ('person', 'organization', 'concept')
          AND e.Value <> ''
        """;

    public static readonly IReadOnlyList<(string What, string Sql)> All =
    [
        ("coders of documents", """
            SELECT COUNT(*)
            FROM DOCUMENTS
            WHERE Coder IS NOT NULL
            """),
        ("coders of statements", """
            SELECT COUNT(*)
            FROM STATEMENTS
            WHERE Coder IS NOT NULL
            """),
        ("times of day of documents", """
            SELECT COUNT(*)
            FROM DOCUMENTS
            WHERE typeof(Date) = 'integer'
              AND Date % 86400 <> 0
            """),
        ("regular expressions", """
            SELECT COUNT(*)
            FROM REGEXES
            """),
        ("colors of persons, organizations and concepts", $"""
            SELECT COUNT(*)
            {OfEntities}
              AND (e.Red > 0 OR e.Green > 0 OR e.Blue > 0)
            """),
        ("persons, organizations and concepts that are part of another", $"""
            SELECT COUNT(*)
            {OfEntities}
              AND e.ChildOf IS NOT NULL
            """),
        ("attributes of other values", """
            SELECT COUNT(*)
            FROM ATTRIBUTEVALUES AS a
            JOIN ENTITIES AS e ON e.ID = a.EntityId
            JOIN VARIABLES AS v ON v.ID = e.VariableId
            WHERE a.AttributeValue <> ''
              AND v.Variable NOT IN ('person', 'organization', 'concept')
            """),
    ];
}
