using System.Text.Json;
using Microsoft.Data.Sqlite;
using StanceApi.Http;
using StanceApi.Values;

namespace StanceApi.Transfer;

/// <summary>A line that is waiting to be written.</summary>
internal readonly record struct StagedLine(long Line, string Id, ReadOnlyMemory<byte> Data);

/// <summary>A line that is refused, as it was sent.</summary>
internal readonly record struct RefusedLine(long Line, ImportType? Type, string? Id, string Errors, string Raw);

/// <summary>
/// Which lines there are, by kind and id, and which are refused: a private SQLite file without a name, that ends with this process, so that
/// an import of any length takes little memory.
/// </summary>
internal sealed class Staging : IDisposable
{
    private const string CreateTables = """
        CREATE TABLE lines (
          line INTEGER PRIMARY KEY,
          type INTEGER NOT NULL,
          id TEXT NOT NULL,
          raw_offset INTEGER NOT NULL,
          raw_length INTEGER NOT NULL,
          data_offset INTEGER NOT NULL,
          data_length INTEGER NOT NULL,
          has_own_id INTEGER NOT NULL,
          UNIQUE (type, id));
        CREATE TABLE refusals (
          line INTEGER PRIMARY KEY,
          type TEXT,
          id TEXT,
          raw_offset INTEGER NOT NULL,
          raw_length INTEGER NOT NULL,
          errors TEXT NOT NULL,
          is_told INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX refusals_id ON refusals (id);
        CREATE INDEX refusals_untold ON refusals (line) WHERE is_told = 0;
        """;

    private const string InsertLine = """
        INSERT INTO lines (line, type, id, raw_offset, raw_length, data_offset, data_length, has_own_id)
        VALUES (@Line, @Type, @Id, @RawOffset, @RawLength, @DataOffset, @DataLength, @HasOwnId)
        ON CONFLICT (type, id) DO NOTHING
        """;

    private const string FindFirst = """
        SELECT line
        FROM lines
        WHERE type = @Type
          AND id = @Id
        """;

    private const string InsertRefusal = """
        INSERT INTO refusals (line, type, id, raw_offset, raw_length, errors)
        VALUES (@Line, @Type, @Id, @RawOffset, @RawLength, @Errors)
        """;

    /// <summary>An id that was made for the line means nothing to whoever sent it.</summary>
    private const string RefuseLine = """
        INSERT INTO refusals (line, type, id, raw_offset, raw_length, errors)
        SELECT line, @Type, CASE WHEN has_own_id = 1 THEN id END, raw_offset, raw_length, @Errors
        FROM lines
        WHERE line = @Line
        """;

    /// <summary>Unless another line of the same id is taken.</summary>
    private const string FindRefused = """
        SELECT MIN(refusals.line)
        FROM refusals
        WHERE refusals.id = @Id
          AND refusals.type = @Word
          AND NOT EXISTS (
            SELECT 1
            FROM lines
            WHERE lines.type = @Type
              AND lines.id = @Id
              AND NOT EXISTS (SELECT 1 FROM refusals AS others WHERE others.line = lines.line))
        """;

    private const string FindLines = """
        SELECT line, id, data_offset, data_length
        FROM lines
        WHERE line > @After
          AND type = @Type
          AND NOT EXISTS (SELECT 1 FROM refusals WHERE refusals.line = lines.line)
        ORDER BY line
        LIMIT @Limit
        """;

    private const string FindLinesBefore = """
        SELECT line, id, data_offset, data_length
        FROM lines
        WHERE line < @Before
          AND type = @Type
          AND NOT EXISTS (SELECT 1 FROM refusals WHERE refusals.line = lines.line)
        ORDER BY line DESC
        LIMIT @Limit
        """;

    private const string FindUntold = """
        SELECT line, type, id, raw_offset, raw_length, errors
        FROM refusals
        WHERE is_told = 0
        ORDER BY line
        LIMIT @Limit
        """;

    private const string TellUpTo = """
        UPDATE refusals
        SET is_told = 1
        WHERE is_told = 0
          AND line <= @Line
        """;

    private const string FindLast = """
        SELECT MAX(line)
        FROM lines
        WHERE type = @Type
        """;

    /// <summary>How many bytes of records are read at once, beyond the last one.</summary>
    private const long MostBytes = 4_194_304;

    private readonly SqliteConnection connection = new("Data Source=;Pooling=False");
    private readonly Lock gate = new();
    private readonly Spool content;
    private SqliteTransaction? transaction;

    public Staging(Spool content)
    {
        this.content = content;
        connection.Open();
        Execute("PRAGMA journal_mode = OFF");
        Execute("PRAGMA synchronous = OFF");
        Execute("PRAGMA cache_size = -16384");
        Execute(CreateTables);
        transaction = connection.BeginTransaction();
    }

    /// <summary>How many lines are refused.</summary>
    public long Refused { get; private set; }

    /// <summary>Puts lines aside that can be written, and refuses the others. A line without an id gets one.</summary>
    public void Add(IReadOnlyList<JudgedLine> lines, Func<string> newId)
    {
        lock (gate)
        {
            using var insert = Command(InsertLine);
            foreach (var line in lines)
            {
                if (line.Errors.Count > 0) Refuse(line, line.Errors);
                else if (!Insert(insert, line, line.Id ?? newId())) Refuse(line, [Twice(line)]);
            }
        }
    }

    /// <summary>The first line that was to be the record of an id and is refused; null where there is none.</summary>
    public long? RefusedOf(ImportType type, string id)
    {
        lock (gate)
        {
            using var command = Command(FindRefused, ("@Type", (long)type), ("@Word", Words<ImportType>.Of(type)), ("@Id", id));
            return command.ExecuteScalar() as long?;
        }
    }

    /// <summary>The next lines of a kind after one, at most so many, none of them refused.</summary>
    public IReadOnlyList<StagedLine> Next(ImportType type, long after, int limit) => ReadLines(FindLines, ("@Type", (long)type), ("@After", after), ("@Limit", limit));

    /// <summary>The lines of a kind before one, the last first, at most so many, none of them refused.</summary>
    public IReadOnlyList<StagedLine> Before(ImportType type, long before, int limit) => ReadLines(FindLinesBefore, ("@Type", (long)type), ("@Before", before), ("@Limit", limit));

    /// <summary>Refuses lines that were put aside.</summary>
    public void Refuse(ImportType type, IEnumerable<(long Line, IReadOnlyList<ProblemError> Errors)> lines)
    {
        lock (gate)
        {
            foreach (var (line, errors) in lines)
            {
                using var command = Command(RefuseLine, ("@Line", line), ("@Type", Words<ImportType>.Of(type)), ("@Errors", Write(errors)));
                command.ExecuteNonQuery();
                Refused++;
            }
        }
    }

    /// <summary>The first refused lines that were not told yet.</summary>
    public IReadOnlyList<RefusedLine> Untold(int limit)
    {
        lock (gate)
        {
            using var command = Command(FindUntold, ("@Limit", limit));
            using var rows = command.ExecuteReader();
            var lines = new List<RefusedLine>();
            for (var bytes = 0L; bytes < MostBytes && rows.Read(); bytes += rows.GetInt64(4))
            {
                var raw = System.Text.Encoding.UTF8.GetString(content.Read(rows.GetInt64(3), rows.GetInt32(4)));
                lines.Add(new RefusedLine(rows.GetInt64(0), rows.IsDBNull(1) ? null : Words<ImportType>.Parse(rows.GetString(1)), rows.IsDBNull(2) ? null : rows.GetString(2), rows.GetString(5), raw));
            }

            return lines;
        }
    }

    /// <summary>Notes that refused lines up to one were told.</summary>
    public void Tell(long upTo)
    {
        lock (gate)
        {
            using var command = Command(TellUpTo, ("@Line", upTo));
            command.ExecuteNonQuery();
        }
    }

    /// <summary>The last line of a kind; null where there is none.</summary>
    public long? Last(ImportType type)
    {
        lock (gate)
        {
            using var command = Command(FindLast, ("@Type", (long)type));
            return command.ExecuteScalar() as long?;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            transaction?.Dispose();
            transaction = null;
            connection.Dispose();
        }
    }

    public static IReadOnlyList<ProblemError> ReadErrors(string errors) => JsonSerializer.Deserialize<ProblemError[]>(errors, Json.Options)!;

    private static string Write(IReadOnlyList<ProblemError> errors) => JsonSerializer.Serialize(errors.Take(Problem.MostErrors), Json.Options);

    private static bool Insert(SqliteCommand insert, JudgedLine line, string id)
    {
        var (offset, length) = line.Data.GetOffsetAndLength(line.Record.Json.Length);
        Set(
            insert,
            ("@Line", line.Record.Line),
            ("@Type", (long)line.Type!.Value),
            ("@Id", id),
            ("@RawOffset", line.Record.Offset.Raw),
            ("@RawLength", (long)line.Record.Raw.Length),
            ("@DataOffset", line.Record.Offset.Json + offset),
            ("@DataLength", (long)length),
            ("@HasOwnId", line.Id is null ? 0L : 1L));
        return insert.ExecuteNonQuery() > 0;
    }

    private ProblemError Twice(JudgedLine line)
    {
        using var command = Command(FindFirst, ("@Type", (long)line.Type!.Value), ("@Id", line.Id!));
        var place = line.Data.Equals(Range.All) ? "" : ErrorPlaces.Data;
        return JsonText.Error($"{place}/{(line.Type == ImportType.SourceText ? "source_id" : "id")}", Codes.DuplicateItem, $"Line {(long)command.ExecuteScalar()!} is the same record; send each once.");
    }

    private void Refuse(JudgedLine line, IReadOnlyList<ProblemError> errors)
    {
        using var command = Command(
            InsertRefusal,
            ("@Line", line.Record.Line),
            ("@Type", Words<ImportType>.Of(line.Type) ?? (object)DBNull.Value),
            ("@Id", line.Id ?? (object)DBNull.Value),
            ("@RawOffset", line.Record.Offset.Raw),
            ("@RawLength", (long)line.Record.Raw.Length),
            ("@Errors", Write(errors)));
        command.ExecuteNonQuery();
        Refused++;
    }

    private IReadOnlyList<StagedLine> ReadLines(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        lock (gate)
        {
            using var command = Command(sql, values);
            using var rows = command.ExecuteReader();
            var lines = new List<StagedLine>();
            for (var bytes = 0L; bytes < MostBytes && rows.Read(); bytes += rows.GetInt64(3))
                lines.Add(new StagedLine(rows.GetInt64(0), rows.GetString(1), content.Read(rows.GetInt64(2), rows.GetInt32(3))));
            return lines;
        }
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        Set(command, values);
        return command;
    }

    private static void Set(SqliteCommand command, params ReadOnlySpan<(string Name, object Value)> values)
    {
        foreach (var (name, value) in values)
        {
            if (command.Parameters.Contains(name)) command.Parameters[name].Value = value;
            else command.Parameters.AddWithValue(name, value);
        }
    }

    private void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }
}
