using System.Globalization;
using System.Text.Unicode;
using Microsoft.Data.Sqlite;

namespace StanceApi.Transfer;

/// <summary>An entity of a Discourse Network Analyzer file: a person, an organisation, a concept.</summary>
internal sealed record DnaEntity(long Id, string Value, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A document; its date is null where the file has none that can be one.</summary>
internal sealed record DnaDocument(long Id, string Title, string Text, string Author, string Source, string Section, string Notes, string Type, DateTimeOffset? Date);

/// <summary>A statement, with the entities and the qualifier that it was coded with, null where it has none; and whether the qualifier is one that it cannot have.</summary>
internal sealed record DnaStatement(long Id, long Document, long Start, long Stop, long? Person, long? Organization, long? Concept, bool? Agreement, bool HasOtherAgreement, long Others);

/// <summary>
/// The file of Discourse Network Analyzer 3: a SQLite database. Its statement types name their variables freely; read are those called
/// person, organization and concept (short text) and agreement (boolean), as in its own default.
/// </summary>
internal sealed class DnaFile : IDisposable
{
    private const string FindVersion = """
        SELECT Value
        FROM SETTINGS
        WHERE Property = 'version'
        """;

    private static readonly string[] Tables =
        ["SETTINGS", "DOCUMENTS", "VARIABLES", "STATEMENTS", "ENTITIES", "REGEXES", "DATABOOLEAN", "DATAINTEGER", "DATASHORTTEXT", "DATALONGTEXT", "ATTRIBUTEVARIABLES", "ATTRIBUTEVALUES"];

    private const string FindDocuments = """
        SELECT ID, Title, Text, Author, Source, Section, Notes, Type, Date
        FROM DOCUMENTS
        ORDER BY ID
        """;

    private const string FindEntities = """
        SELECT e.ID, e.Value
        FROM ENTITIES AS e
        JOIN VARIABLES AS v ON v.ID = e.VariableId
        WHERE v.Variable = @Variable
        ORDER BY e.ID
        """;

    private const string FindAttributes = """
        SELECT a.ID, a.EntityId, v.AttributeVariable, a.AttributeValue
        FROM ATTRIBUTEVALUES AS a
        JOIN ATTRIBUTEVARIABLES AS v ON v.ID = a.AttributeVariableId
        WHERE a.AttributeValue <> ''
        ORDER BY a.ID
        """;

    private const string FindStatements = """
        SELECT s.ID, s.DocumentId, s.Start, s.Stop,
               (SELECT e.ID FROM DATASHORTTEXT AS d JOIN VARIABLES AS v ON v.ID = d.VariableId JOIN ENTITIES AS e ON e.ID = d.Entity
                WHERE d.StatementId = s.ID AND v.Variable = 'person' AND e.Value <> ''),
               (SELECT e.ID FROM DATASHORTTEXT AS d JOIN VARIABLES AS v ON v.ID = d.VariableId JOIN ENTITIES AS e ON e.ID = d.Entity
                WHERE d.StatementId = s.ID AND v.Variable = 'organization' AND e.Value <> ''),
               (SELECT e.ID FROM DATASHORTTEXT AS d JOIN VARIABLES AS v ON v.ID = d.VariableId JOIN ENTITIES AS e ON e.ID = d.Entity
                WHERE d.StatementId = s.ID AND v.Variable = 'concept' AND e.Value <> ''),
               (SELECT d.Value FROM DATABOOLEAN AS d JOIN VARIABLES AS v ON v.ID = d.VariableId
                WHERE d.StatementId = s.ID AND v.Variable = 'agreement'),
               (SELECT COUNT(*) FROM DATASHORTTEXT AS d JOIN VARIABLES AS v ON v.ID = d.VariableId
                WHERE d.StatementId = s.ID AND v.Variable NOT IN ('person', 'organization', 'concept'))
               + (SELECT COUNT(*) FROM DATALONGTEXT AS d WHERE d.StatementId = s.ID AND d.Value <> '')
               + (SELECT COUNT(*) FROM DATAINTEGER AS d WHERE d.StatementId = s.ID)
               + (SELECT COUNT(*) FROM DATABOOLEAN AS d JOIN VARIABLES AS v ON v.ID = d.VariableId
                  WHERE d.StatementId = s.ID AND v.Variable <> 'agreement')
        FROM STATEMENTS AS s
        ORDER BY s.ID
        """;

    /// <summary>How many rows are named whose text is not UTF-8.</summary>
    private const int Named = 10;

    private readonly SqliteConnection connection;
    private readonly string path;
    private readonly SortedDictionary<string, SortedSet<long>> notUtf8 = new(StringComparer.Ordinal);

    private DnaFile(string path, SqliteConnection connection)
    {
        this.path = path;
        this.connection = connection;
    }

    /// <exception cref="ConversionException">The file is not there, no database, or of another program or version.</exception>
    public static DnaFile Open(string path)
    {
        if (Directory.Exists(path)) throw new ConversionException($"{path} is a folder: name a file in it.");
        if (!File.Exists(path)) throw new ConversionException($"There is no file {path}.");
        DnaFile? file = null;
        try
        {
            file = new DnaFile(path, ForeignDatabase.Open(path));
            file.RefuseOtherTables();
            file.RefuseOtherVersions();
            file.RefuseDamaged();
            return file;
        }
        catch (SqliteException failure)
        {
            file?.Dispose();
            throw new ConversionException(failure.SqliteErrorCode == SQLitePCL.raw.SQLITE_NOTADB ? $"{path} is not a database." : $"{path} is no file of Discourse Network Analyzer 3: {failure.Message}", failure);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A page that lost its cells reads as one that never had them, and an index that lost some hides the rows. Without the checks of its schema,
    /// which are somebody else's expressions; its references are its own, which the program that writes it keeps.
    /// </summary>
    private void RefuseDamaged()
    {
        const string Remedy = "Restore it from a copy.";
        var found = Rows("PRAGMA ignore_check_constraints = ON; PRAGMA integrity_check(1)", row => row.GetString(0))[0];
        if (found != "ok") throw new ConversionException($"{path} is damaged: {found.TrimEnd('.')}. {Remedy}");
        var lost = Rows("PRAGMA foreign_key_check", row => $"{row.GetString(0)} {(row.IsDBNull(1) ? "" : $"{row.GetInt64(1)} ")}refers to a row of {row.GetString(2)} that is not there");
        if (lost.Count > 0) throw new ConversionException(string.Create(CultureInfo.InvariantCulture, $"{path} is damaged: {lost[0]} ({lost.Count} such rows). {Remedy}"));
    }

    public IReadOnlyList<DnaDocument> Documents() => Rows(FindDocuments, row =>
    {
        string Said(int column) => Text(row, column, "DOCUMENTS");
        return new DnaDocument(row.GetInt64(0), Said(1), Said(2), Said(3), Said(4), Said(5), Said(6), Said(7), Instant(row, 8));
    });

    /// <summary>The entities of a variable that say something.</summary>
    public IReadOnlyList<DnaEntity> Entities(string variable)
    {
        var attributes = Rows(FindAttributes, row => (Entity: row.GetInt64(1), Name: row.GetString(2), Value: Text(row, 3, "ATTRIBUTEVALUES"))).ToLookup(row => row.Entity);
        return [.. Rows(FindEntities, row => (Id: row.GetInt64(0), Value: Text(row, 1, "ENTITIES")), variable)
            .Where(row => row.Value.Length > 0)
            .Select(row => new DnaEntity(row.Id, row.Value, attributes[row.Id].GroupBy(each => each.Name).ToDictionary(group => group.Key, group => group.First().Value)))];
    }

    public IReadOnlyList<DnaStatement> Statements() => Rows(FindStatements, row =>
    {
        var agreement = row.GetValue(7);
        return new DnaStatement(
            row.GetInt64(0),
            row.GetInt64(1),
            row.GetInt64(2),
            row.GetInt64(3),
            Number(row, 4),
            Number(row, 5),
            Number(row, 6),
            agreement switch { 1L => true, 0L => false, _ => null },
            agreement is not (0L or 1L or DBNull),
            row.GetInt64(8));
    });

    /// <summary>What the file has besides, each with how much of it; asked when everything else is read.</summary>
    public IReadOnlyList<(string What, long Count)> Left() =>
    [
        .. DnaLeft.All.Select(left => (left.What, Rows(left.Sql, row => row.GetInt64(0))[0])),
        .. notUtf8.Select(rows => (NotUtf8(rows.Key, rows.Value), (long)rows.Value.Count)),
    ];

    public void Dispose() => connection.Dispose();

    private static string NotUtf8(string table, SortedSet<long> rows) =>
        $"rows of {table} with a text that is not UTF-8, read with replacement characters (ID {string.Join(", ", rows.Take(Named))}{(rows.Count > Named ? ", ..." : "")})";

    /// <summary>The text of a row, whose ID comes first; SQLite keeps any bytes in any column.</summary>
    private string Text(SqliteDataReader row, int column, string table)
    {
        var text = row.GetString(column);
        if (text.Contains('\uFFFD', StringComparison.Ordinal) && !Utf8.IsValid(SQLitePCL.raw.sqlite3_column_blob(row.Handle, column)))
        {
            if (!notUtf8.TryGetValue(table, out var rows)) notUtf8[table] = rows = [];
            rows.Add(row.GetInt64(0));
        }

        return text;
    }

    private static long? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    /// <summary>Seconds since 1970. SQLite keeps any value in any column, and would read a text as the number that it begins with, or 0.</summary>
    private static DateTimeOffset? Instant(SqliteDataReader row, int column) =>
        row.GetValue(column) is long seconds && seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private void RefuseOtherTables()
    {
        if (ForeignDatabase.Unfit(connection, Tables) is { } unfit) throw new ConversionException($"{path} is no file of Discourse Network Analyzer 3: {unfit}.");
    }

    private void RefuseOtherVersions()
    {
        var version = Rows(FindVersion, row => row.GetString(0)).FirstOrDefault();
        if (version?.StartsWith("3.", StringComparison.Ordinal) == true) return;
        throw new ConversionException(string.Create(CultureInfo.InvariantCulture, $"{path} was written by version {version ?? "none"} of Discourse Network Analyzer; version 3 is read. Open it there and save it as a new database."));
    }

    private List<T> Rows<T>(string sql, Func<SqliteDataReader, T> read, string? variable = null)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            if (variable is not null) command.Parameters.AddWithValue("@Variable", variable);
            using var rows = command.ExecuteReader();
            var all = new List<T>();
            while (rows.Read()) all.Add(read(rows));
            return all;
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode == SQLitePCL.raw.SQLITE_TOOBIG)
        {
            throw new ConversionException($"{path} has a value of more than {ForeignDatabase.LongestValue} bytes.", failure);
        }
        catch (Exception failure) when (failure is InvalidCastException or InvalidOperationException)
        {
            throw new ConversionException($"{path} has a value of another type than Discourse Network Analyzer 3 writes.", failure);
        }
    }
}
