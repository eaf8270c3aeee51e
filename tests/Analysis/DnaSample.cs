using Microsoft.Data.Sqlite;
using StanceApi.Analysis;

namespace StanceApi.Tests.Analysis;

/// <summary>A statement of the sample database of Discourse Network Analyzer.</summary>
internal sealed record DnaStatement(long Id, string Document, string Section, long Date, string Organization, string Concept, int Agreement)
{
    /// <summary>The statements that have an organisation and a concept.</summary>
    private const string Find = """
        SELECT s.ID, s.DocumentId, d.Section, d.Date, o.Value, c.Value, q.Value
        FROM STATEMENTS AS s
        JOIN DOCUMENTS AS d ON d.ID = s.DocumentId
        JOIN DATASHORTTEXT AS os ON os.StatementId = s.ID
        JOIN VARIABLES AS ov ON ov.ID = os.VariableId AND ov.Variable = 'organization'
        JOIN ENTITIES AS o ON o.ID = os.Entity
        JOIN DATASHORTTEXT AS cs ON cs.StatementId = s.ID
        JOIN VARIABLES AS cv ON cv.ID = cs.VariableId AND cv.Variable = 'concept'
        JOIN ENTITIES AS c ON c.ID = cs.Entity
        JOIN DATABOOLEAN AS q ON q.StatementId = s.ID
        ORDER BY s.ID
        """;

    public static IReadOnlyList<DnaStatement> Read()
    {
        using var connection = new SqliteConnection($"Data Source=file:{ReferenceData.PathOf("data/dna-sample/sample.dna")}?immutable=1;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Find;
        using var rows = command.ExecuteReader();
        var statements = new List<DnaStatement>();
        while (rows.Read())
            statements.Add(new(rows.GetInt64(0), rows.GetString(1), rows.GetString(2), rows.GetInt64(3), rows.GetString(4), rows.GetString(5), rows.GetInt32(6)));
        return statements;
    }

    public Observation ToObservation() => new()
    {
        ActorId = Organization,
        ConceptId = Concept,
        Level = Agreement,
        SourceId = Document,
        From = Date * 1_000_000,
        Until = Date * 1_000_000,
        PositionIds = [$"{Id:D3}"],
    };
}
