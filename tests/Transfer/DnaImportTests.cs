using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using StanceApi.Transfer;

namespace StanceApi.Tests.Transfer;

/// <summary>Files of Discourse Network Analyzer become mixed files, and what its own manual asserts of its sample comes out of the API.</summary>
public sealed class DnaImportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("stance-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_sample_gives_the_figures_that_are_published_of_it()
    {
        var (report, file) = Convert(ReferenceData.PathOf("data/dna-sample/sample.dna"));
        await using var host = await StanceHost.StartAsync();
        using var client = host.Writer();

        var imported = await client.ImportAsync("", file);
        var again = await client.ImportAsync("", file);

        Assert.True(imported.Status == HttpStatusCode.OK, imported.Body!.ToJsonString());
        Assert.Equal((int)imported.Body!["processed"]!, (int)again.Body!["unchanged"]!);
        Assert.Equal((7L, 7L, 6L, 40L), (report.Lines[ImportType.Source], report.Lines[ImportType.SourceText], report.Lines[ImportType.Question], report.Lines[ImportType.Position]));
        Assert.Equal(1, report.Unmapped["statements without an organization or a concept"]);
        Assert.Equal((7, 41, 6), (report.Unmapped["coders of documents"], report.Unmapped["coders of statements"], report.Unmapped["regular expressions"]));
        var names = (await client.ReadAsync("/v1/actors?limit=500")).Body!["items"]!.AsArray().ToDictionary(actor => (string)actor!["id"]!, actor => (string)actor!["name"]!);
        var cooccurrence = await EdgesAsync(client, "/v1/networks/actors?measure=cooccurrence&compat=dna", names);
        Assert.Equal((21, 276), (cooccurrence.Count, 2 * cooccurrence.Values.Sum()));
        Assert.Equal((10, 2), (cooccurrence["Alliance to Save Energy|Environmental Protection Agency"], cooccurrence["Energy and Environmental Analysis, Inc.|Environmental Protection Agency"]));
        var congruence = await EdgesAsync(client, "/v1/networks/actors?measure=congruence&normalization=average&compat=dna", names);
        Assert.Equal(25.802436, 2 * congruence.Values.Sum(), 5e-7);
        var affiliations = (await client.ReadAsync("/v1/networks/affiliations?measure=cooccurrence")).Body!["edges"]!.AsArray();
        Assert.Equal((22, 40.0), (affiliations.Count, affiliations.Sum(edge => (double)edge!["weight"]!)));
        var first = await client.ReadAsync("/v1/sources/sample-document-1/citations");
        Assert.All(first.Body!["items"]!.AsArray(), item => Assert.Equal("verified", (string)item!["check"]!));
    }

    [Fact]
    public async Task Statements_are_positions_of_their_organisation_voiced_by_their_person_at_their_passage()
    {
        var path = Write("small file.dna", "3.0.9", text: "\U0001F30D We oppose it.");
        var (report, file) = Convert(path);
        await using var host = await StanceHost.StartAsync();
        using var client = host.Writer();

        var imported = await client.ImportAsync("", file);

        Assert.True(imported.Status == HttpStatusCode.OK, imported.Body!.ToJsonString());
        var position = (await client.ReadAsync("/v1/positions/small-file-statement-1")).Body!;
        Assert.Equal(
            ("small-file-organization-2", "small-file-concept-3", "oppose", "small-file-person-1", "2005-01-26"),
            ((string)position["actor_id"]!, (string)position["question_id"]!, (string)position["stance"]!, (string)position["spoken_by"]!, (string)position["stated_on"]!));
        Assert.Equal("{\"start\":2,\"end\":15}", new JsonObject { ["start"] = (int)position["citations"]![0]!["span"]!["start"]!, ["end"] = (int)position["citations"]![0]!["span"]!["end"]! }.ToJsonString());
        Assert.Equal("verified", (string)position["citations"]![0]!["check"]!);
        var person = (await client.ReadAsync("/v1/actors/small-file-person-1")).Body!;
        Assert.Equal(("Ada", "Scientist", "small-file-organization-2"), ((string)person["name"]!, (string)person["roles"]![0]!["title"]!, (string)person["roles"]![0]!["organization_id"]!));
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync("/v1/positions/small-file-statement-3")).Status);
        Assert.Equal(
            [
                "attributes of other values 1", "coders of documents 1", "coders of statements 3", "colors of persons, organizations and concepts 1", "documents with a section 1",
                "other values of statements 1", "persons, organizations and concepts that are part of another 1", "regular expressions 2",
                "statements whose passage is not in the text 1", "statements without agreement or disagreement 1", "statements without an organization or a concept 1", "times of day of documents 1",
            ],
            report.Unmapped.Select(left => string.Create(CultureInfo.InvariantCulture, $"{left.Key} {left.Value}")).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("9999999999999999")]
    [InlineData("-62135596801")]
    [InlineData("9223372036854775807")]
    [InlineData("'2005-01-26'")]
    [InlineData("1106697600.5")]
    [InlineData("NULL")]
    public async Task A_date_that_is_none_is_left_out_and_counted_with_the_statements_that_need_it(string date)
    {
        var path = Write("undated.dna", "3.0.9", "We oppose it.");
        Execute(path, $"UPDATE DOCUMENTS SET Date = {date}");
        var (report, file) = Convert(path);
        await using var host = await StanceHost.StartAsync();
        using var client = host.Writer();

        var imported = await client.ImportAsync("", file);

        Assert.True(imported.Status == HttpStatusCode.OK, imported.Body!.ToJsonString());
        Assert.Null((string?)(await client.ReadAsync("/v1/sources/undated-document-1")).Body!["published_on"]);
        Assert.Equal((1, 3), (report.Unmapped["documents whose date cannot be kept"], report.Unmapped["statements in documents whose date cannot be kept"]));
        Assert.DoesNotContain(ImportType.Position, report.Lines.Keys);
    }

    /// <summary>Rows are found through it: one that it has lost would be a statement less, and nobody would know.</summary>
    [Fact]
    public void A_file_whose_index_does_not_have_its_rows_is_damaged()
    {
        var path = Write("index.dna", "3.0.7", "x");
        Execute(path, "CREATE UNIQUE INDEX shortcut ON DATASHORTTEXT (StatementId, VariableId)");
        // The last byte of its page is the number of the first row.
        var (page, size) = (Number(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'shortcut'"), Number(path, "PRAGMA page_size"));
        var bytes = File.ReadAllBytes(path);
        bytes[(page * size) - 1] += 64;
        File.WriteAllBytes(path, bytes);

        Assert.Matches("index.dna is damaged: .*shortcut.* Restore it from a copy", Refusal(path));
    }

    [Fact]
    public void A_file_with_references_to_what_is_not_there_is_damaged()
    {
        var path = Write("lost.dna", "3.0.7", "x");
        Execute(path, """
            CREATE TABLE CODES (ID INTEGER PRIMARY KEY, EntityId INTEGER REFERENCES ENTITIES (ID));
            INSERT INTO CODES VALUES (7, 1), (8, 3);
            PRAGMA foreign_keys = OFF;
            DELETE FROM ENTITIES WHERE ID = 3;
            """);

        Assert.EndsWith("lost.dna is damaged: CODES 8 refers to a row of ENTITIES that is not there (1 such rows). Restore it from a copy.", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_file_of_this_version_is_refused_with_the_reason()
    {
        var text = Path.Combine(folder, "text.dna");
        File.WriteAllText(text, new string('x', 5_000));
        var other = Path.Combine(folder, "other.dna");
        Execute(other, "CREATE TABLE things (id INTEGER)");

        Assert.Contains("There is no file", Refusal(Path.Combine(folder, "missing.dna")), StringComparison.Ordinal);
        Assert.Contains("is a folder", Refusal(folder), StringComparison.Ordinal);
        Assert.Contains("not a database", Refusal(text), StringComparison.Ordinal);
        Assert.Contains("SETTINGS", Refusal(other), StringComparison.Ordinal);
        Assert.Contains("version 2.0", Refusal(Write("old.dna", "2.0 beta 25", "x")), StringComparison.Ordinal);
        var stripped = Write("stripped.dna", "3.0.7", "x");
        Execute(stripped, "DROP TABLE ENTITIES");
        Assert.Contains("ENTITIES", Refusal(stripped), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_that_are_not_utf8_are_read_as_far_as_they_can_be_and_their_rows_named()
    {
        var path = Write("latin.dna", "3.0.9", "It keeps \uFFFD.");
        Execute(path, """
            INSERT INTO DOCUMENTS VALUES (2, CAST(x'4361666E' AS TEXT), CAST(x'436166E9' AS TEXT), '', '', '', '', '', 1106697600, NULL), (7, 'Title', x'C3A9E9', '', '', '', CAST(x'E9' AS TEXT), '', 1106697600, NULL);
            UPDATE ENTITIES SET Value = CAST(x'4164E0' AS TEXT) WHERE ID IN (1, 5);
            UPDATE ATTRIBUTEVALUES SET AttributeValue = x'E9' WHERE ID = 1;
            """);
        var (report, file) = Convert(path);
        await using var host = await StanceHost.StartAsync();
        using var client = host.Writer();

        var imported = await client.ImportAsync("", file);

        Assert.True(imported.Status == HttpStatusCode.OK, imported.Body!.ToJsonString());
        Assert.Equal("Ad\uFFFD", (string)(await client.ReadAsync("/v1/actors/latin-person-1")).Body!["name"]!);
        Assert.Equal(
            [
                "rows of ATTRIBUTEVALUES with a text that is not UTF-8, read with replacement characters (ID 1) 1",
                "rows of DOCUMENTS with a text that is not UTF-8, read with replacement characters (ID 2, 7) 2",
                "rows of ENTITIES with a text that is not UTF-8, read with replacement characters (ID 1) 1",
            ],
            report.Unmapped.Select(left => string.Create(CultureInfo.InvariantCulture, $"{left.Key} {left.Value}")).Where(line => line.Contains("UTF-8", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_agreement_that_is_neither_and_a_document_that_is_not_there_are_counted()
    {
        var path = Write("odd.dna", "3.0.9", "We oppose it.");
        Execute(path, """
            INSERT INTO STATEMENTS VALUES (6, 1, 1, 0, 2, NULL), (7, 99, 1, 0, 2, NULL);
            INSERT INTO DATASHORTTEXT VALUES (11, 6, 2, 2), (12, 6, 3, 3), (13, 7, 2, 2), (14, 7, 3, 3);
            INSERT INTO DATABOOLEAN VALUES (4, 6, 4, 'yes'), (5, 7, 4, 1);
            UPDATE DATABOOLEAN SET Value = 7 WHERE ID = 1;
            UPDATE STATEMENTS SET DocumentId = 9 WHERE ID = 2;
            """);

        var (report, file) = Convert(path);
        await using var host = await StanceHost.StartAsync();
        using var client = host.Writer();
        var imported = await client.ImportAsync("", file);

        Assert.True(imported.Status == HttpStatusCode.OK, imported.Body!.ToJsonString());
        Assert.Equal(
            (2, 1, 1, 2),
            (report.Unmapped["statements whose agreement is neither 0 nor 1"], report.Unmapped["statements whose document is not there"], report.Unmapped["statements without agreement or disagreement"], report.Lines[ImportType.Position]));
        Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync("/v1/positions/odd-statement-7")).Status);
    }

    [Theory]
    [InlineData("DOCUMENTS is a view", "DROP TABLE DOCUMENTS; CREATE VIEW DOCUMENTS AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS ID, '' AS Title, '' AS Text, '' AS Author, '' AS Source, '' AS Section, '' AS Notes, '' AS Type, 0 AS Date, NULL AS Coder FROM n")]
    [InlineData("SETTINGS is a view", "DROP TABLE SETTINGS; CREATE VIEW SETTINGS AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 'version' AS Property, '3.0' AS Value FROM n WHERE i < 0")]
    [InlineData("REGEXES is a virtual", "DROP TABLE REGEXES; CREATE VIRTUAL TABLE REGEXES USING fts5(Label)")]
    [InlineData("DOCUMENTS.Extra is computed", "ALTER TABLE DOCUMENTS ADD COLUMN Extra TEXT AS (hex(zeroblob(400000000)))")]
    [InlineData("VARIABLES.ID is no key", "ALTER TABLE VARIABLES RENAME TO Others; CREATE TABLE VARIABLES (ID INTEGER, Variable TEXT); INSERT INTO VARIABLES SELECT 1, Variable FROM Others")]
    [InlineData("has a value of more than 67108864 bytes", "UPDATE DOCUMENTS SET Text = zeroblob(67108865)")]
    public void What_would_run_without_end_or_take_all_memory_is_refused(string reason, string sql)
    {
        var path = Write("hostile.dna", "3.0.9", "x");
        Execute(path, sql);

        Assert.Contains(reason, Refusal(path), StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, double>> EdgesAsync(HttpClient client, string path, Dictionary<string, string> names)
    {
        var edges = (await client.ReadAsync(path)).Body!["edges"]!.AsArray();
        return edges.ToDictionary(
            edge => string.Join('|', new[] { names[(string)edge!["source"]!], names[(string)edge["target"]!] }.Order(StringComparer.Ordinal)), edge => (double)edge!["weight"]!);
    }

    private static (ConversionReport Report, string File) Convert(string path)
    {
        using var mixed = new MemoryStream();
        var report = DnaConversion.Convert(path, mixed);
        return (report, Encoding.UTF8.GetString(mixed.ToArray()));
    }

    private static string Refusal(string path) => Assert.Throws<ConversionException>(() => Convert(path)).Message;

    /// <summary>A file of the same schema, as far as it is read: five statements, of which three can be positions.</summary>
    private string Write(string name, string version, string text)
    {
        var path = Path.Combine(folder, name);
        Execute(path, $"""
            CREATE TABLE SETTINGS (Property TEXT PRIMARY KEY, Value TEXT NOT NULL);
            CREATE TABLE DOCUMENTS (ID INTEGER PRIMARY KEY, Title TEXT, Text TEXT, Author TEXT, Source TEXT, Section TEXT, Notes TEXT, Type TEXT, Date INTEGER, Coder INTEGER);
            CREATE TABLE STATEMENTTYPES (ID INTEGER PRIMARY KEY, Label TEXT);
            CREATE TABLE VARIABLES (ID INTEGER PRIMARY KEY, Variable TEXT, DataType TEXT, StatementTypeId INTEGER);
            CREATE TABLE STATEMENTS (ID INTEGER PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER, Stop INTEGER, Coder INTEGER);
            CREATE TABLE ENTITIES (ID INTEGER PRIMARY KEY, VariableId INTEGER, Value TEXT, Red INTEGER, Green INTEGER, Blue INTEGER, ChildOf INTEGER);
            CREATE TABLE REGEXES (Label TEXT PRIMARY KEY);
            CREATE TABLE DATABOOLEAN (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
            CREATE TABLE DATAINTEGER (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
            CREATE TABLE DATASHORTTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Entity INTEGER);
            CREATE TABLE DATALONGTEXT (ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value TEXT);
            CREATE TABLE ATTRIBUTEVARIABLES (ID INTEGER PRIMARY KEY, VariableId INTEGER, AttributeVariable TEXT);
            CREATE TABLE ATTRIBUTEVALUES (ID INTEGER PRIMARY KEY, EntityId INTEGER, AttributeVariableId INTEGER, AttributeValue TEXT);
            INSERT INTO SETTINGS VALUES ('version', '{version}');
            INSERT INTO DOCUMENTS VALUES (1, 'Hearing', '{text}', '', 'Senate', '109', '', '', 1106697661, 1);
            INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement'), (2, 'Annotation');
            INSERT INTO VARIABLES VALUES (1, 'person', 'short text', 1), (2, 'organization', 'short text', 1), (3, 'concept', 'short text', 1), (4, 'agreement', 'boolean', 1), (5, 'note', 'long text', 2), (6, 'element', 'short text', 2);
            INSERT INTO ENTITIES VALUES (1, 1, 'Ada', 255, 0, 0, NULL), (2, 2, 'The Institute', 0, 0, 0, 2), (3, 3, 'It should be built.', NULL, NULL, NULL, NULL), (4, 2, '', 255, 0, 0, 2), (5, 6, 'Hero', 255, 0, 0, NULL);
            INSERT INTO REGEXES VALUES ('climat'), ('C[Oo0]2');
            INSERT INTO ATTRIBUTEVARIABLES VALUES (1, 1, 'Type'), (2, 6, 'Type');
            INSERT INTO ATTRIBUTEVALUES VALUES (1, 1, 1, 'Scientist'), (2, 5, 2, 'Person');
            INSERT INTO STATEMENTS VALUES (1, 1, 1, 3, 16, 1), (2, 1, 1, 0, 2, 1), (3, 1, 1, 1, 999, NULL), (4, 1, 1, 0, 2, 2), (5, 2, 1, 0, 2, NULL);
            INSERT INTO DATASHORTTEXT VALUES (1, 1, 1, 1), (2, 1, 2, 2), (3, 1, 3, 3), (4, 2, 2, 2), (5, 2, 3, 3), (6, 3, 2, 2), (7, 3, 3, 3), (8, 4, 2, 2), (9, 4, 3, 3), (10, 5, 2, 4);
            INSERT INTO DATABOOLEAN VALUES (1, 1, 4, 0), (2, 2, 4, 1), (3, 3, 4, 1);
            INSERT INTO DATALONGTEXT VALUES (1, 5, 5, 'A note.');
            """);
        return path;
    }

    private static long Number(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
