using System.Globalization;
using Microsoft.Data.Sqlite;

namespace StanceApi.Bench;

/// <summary>
/// A SQLite file with 1,000 sources, 1,000 questions, 20,000 actors and 1,000,000 positions, 1,000 actors on each question, of which
/// 200,000 were superseded once. Filled by statements of its own, since a million requests would take an hour.
/// </summary>
internal sealed class LargeStore : IDisposable
{
    public const int Positions = 1_000_000;
    public const int Superseded = 200_000;
    public const int Actors = 20_000;
    public const int Questions = 1_000;

    /// <summary>Feed positions to ask about: when everything had been entered once, when half of what was superseded was, and just now.</summary>
    public static readonly (string When, int Position)[] Moments =
    [
        ("before corrections", Entered),
        ("amid corrections", Entered + (Superseded / 2)),
        ("just before the head", Entered + Superseded - 100),
        ("half entered", Entered / 2),
    ];

    private const int Entered = (2 * Questions) + Actors + Positions;

    private readonly string folder = Directory.CreateTempSubdirectory("stance-bench-").FullName;

    private LargeStore()
    {
    }

    public string[] Settings => ["--ConnectionStrings:Stance", $"Data Source={Path.Combine(folder, "stance.db")}", "--Seeds:OnEmpty", "false"];

    public static async Task<LargeStore> CreateAsync()
    {
        var store = new LargeStore();
        // The service itself makes the schema.
        using (await Service.StartAsync(Service.Built("api", "StanceApi.dll"), "/health/ready", store.Settings))
        {
        }

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(store.folder, "stance.db")};Pooling=False");
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var statement in Statements)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return store;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>n from 0 to below a number.</summary>
    private static string Series(int count) => $"WITH RECURSIVE series (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM series WHERE n < {count - 1})";

    private static readonly string[] Statements =
    [
        $"""
        {Series(Questions)}
        INSERT INTO sources (id, seq, version, recorded_at, title, title_key, kind, published_on, published_from, published_until)
        SELECT 'source-' || n, n + 1, 1, '2025-01-01T00:00:00.000000Z', 'Source ' || n, 'source ' || n, 'news_article', '2025-06-01', 1748736000000000, 1748822399999999
        FROM series
        """,
        $"""
        {Series(Questions)}
        INSERT INTO questions (id, seq, version, recorded_at, text, title_key, status, tags)
        SELECT 'question-' || n, n + {Number(Questions + 1)}, 1, '2025-01-01T00:00:00.000000Z', 'Question ' || n || '?', 'question ' || n, 'open', '[]'
        FROM series
        """,
        $"""
        {Series(Actors)}
        INSERT INTO actors (id, seq, version, recorded_at, name, name_key, kind, identity, aliases, roles, identifiers)
        SELECT 'actor-' || n, n + {Number((2 * Questions) + 1)}, 1, '2025-01-01T00:00:00.000000Z', 'Actor ' || n, 'actor ' || n, 'person', 'identified', '[]', '[]', '[]'
        FROM series
        """,
        $"""
        {Series(Positions)}
        INSERT INTO positions (id, seq, version, recorded_at, actor_id, question_id, source_id, stance, modality, capacity, attribution, reported_by, conditions, stated_on, stated_from, stated_until, citations, argument_ids)
        SELECT 'position-' || n, n + {Number((2 * Questions) + Actors + 1)}, 1, '2025-01-01T00:00:00.000000Z',
               'actor-' || (n * 7919 % {Number(Actors)}), 'question-' || (n / {Number(Positions / Questions)}), 'source-' || (n % {Number(Questions)}),
               CASE n % 5 WHEN 0 THEN 'support' WHEN 1 THEN 'oppose' WHEN 2 THEN 'strongly_support' WHEN 3 THEN 'withheld' ELSE 'neutral' END,
               'asserted', 'official', 'on_record', '[]', '[]', '2024', 1704067200000000 + n * 31000000, 1704067200000000 + n * 31000000,
               '[]', '[]'
        FROM series
        """,
        $"""
        INSERT INTO changes (seq, type, id, op, version, at, written_by)
        SELECT seq, 'source', id, 'create', 1, 1704067200000000 + (seq - {Number((2 * Questions) + Actors)}) * 31000000, 'bench' FROM sources
        UNION ALL SELECT seq, 'question', id, 'create', 1, 1704067200000000 + (seq - {Number((2 * Questions) + Actors)}) * 31000000, 'bench' FROM questions
        UNION ALL SELECT seq, 'actor', id, 'create', 1, 1704067200000000 + (seq - {Number((2 * Questions) + Actors)}) * 31000000, 'bench' FROM actors
        UNION ALL SELECT seq, 'position', id, 'create', 1, 1704067200000000 + (seq - {Number((2 * Questions) + Actors)}) * 31000000, 'bench' FROM positions
        """,
        $"""
        INSERT INTO positions_history (id, seq, version, recorded_at, actor_id, question_id, source_id, stance, modality, capacity, attribution, reported_by, conditions, stated_on, stated_from, stated_until, citations, argument_ids, until_seq)
        SELECT id, seq, 1, recorded_at, actor_id, question_id, source_id, stance, modality, capacity, attribution, reported_by, conditions, stated_on, stated_from, stated_until, citations, argument_ids,
               seq / 5 + {Number((2 * Questions) + Actors + Positions - (((2 * Questions) + Actors) / 5) + 1)}
        FROM positions
        WHERE seq % 5 = 0
        """,
        """
        UPDATE positions
        SET version = 2, seq = h.until_seq, stance = 'oppose'
        FROM positions_history AS h
        WHERE h.id = positions.id
        """,
        $"""
        INSERT INTO changes (seq, type, id, op, version, at, written_by)
        SELECT seq, 'position', id, 'update', 2, 1704067200000000 + (seq - {Number((2 * Questions) + Actors)}) * 31000000, 'bench' FROM positions WHERE version = 2
        """,
    ];
}
