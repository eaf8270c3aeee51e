using System.Data.Common;
using System.Globalization;

namespace StanceApi.Bench;

/// <summary>
/// A store with 1,000 sources, 20,000 actors, a question for every 1,000 positions and 1,000,000 positions where nothing else is
/// said, of which a fifth were superseded once. Filled by statements of its own, the same for both engines, since a million requests would take an hour.
/// </summary>
internal sealed class LargeStore : IAsyncDisposable
{
    public const int Positions = 1_000_000;
    public const int Superseded = 200_000;
    public const int Actors = 20_000;
    public const int Questions = 1_000;

    private const int Sources = 1_000;

    /// <summary>Feed positions to ask about: when everything had been entered once, when half of what was superseded was, and just now.</summary>
    public static readonly (string When, int Position)[] Moments =
    [
        ("before corrections", Entered),
        ("amid corrections", Entered + (Superseded / 2)),
        ("just before the head", Entered + Superseded - 100),
        ("half entered", Entered / 2),
    ];

    private const int Entered = Sources + Questions + Actors + Positions;

    /// <summary>One citation each, as the service keeps it.</summary>
    private const string Citations = """'[{"source_id":"source-' || (n % 1000) || '","locator":{"paragraph":' || (n % 40 + 1) || '},"quote":null,"span":null,"check":"unchecked","moved_to":null}]'""";

    private readonly Database database;

    private LargeStore(Database database) => this.database = database;

    public string File => database.File;

    public string[] Settings => database.Settings;

    public string ConnectionString => database.ConnectionString;

    public static async Task<LargeStore> CreateAsync(int positions = Positions, string engine = "sqlite", bool hasTexts = false)
    {
        var store = new LargeStore(await Database.CreateAsync(engine));
        // The service itself makes the schema.
        using (await store.database.StartAsync())
        {
        }

        await store.database.ExecuteAsync([.. Statements(positions, hasTexts), .. hasTexts ? SearchTexts.Entries : []]);
        await store.database.SettleAsync();
        return store;
    }

    public Task<Service> StartAsync(params string[] settings) => database.StartAsync(settings);

    public Task<DbConnection> OpenAsync() => database.OpenAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>n from 0 to below a number.</summary>
    private static string Series(int count) => $"WITH RECURSIVE series (n) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM series WHERE n < {count - 1})";

    private static string[] Statements(int positions, bool hasTexts)
    {
        var questions = positions / (Positions / Questions);
        var before = Sources + questions + Actors;
        return
        [
            $"""
            {Series(Sources)}
            INSERT INTO sources (id, seq, version, recorded_at, title, title_key, kind, published_on, published_from, published_until, text_access)
            SELECT 'source-' || n, n + 1, 1, '2025-01-01T00:00:00.000000Z', 'Source ' || n, 'source ' || n, 'news_article', '2025-06-01', 1748736000000000, 1748822399999999, 'open'
            FROM series
            """,
            $"""
            {Series(questions)}
            INSERT INTO questions (id, seq, version, recorded_at, text, title_key, status, tags)
            SELECT 'question-' || n, n + {Number(Sources + 1)}, 1, '2025-01-01T00:00:00.000000Z', 'Question ' || n || '?', 'question ' || n, 'open', '[]'
            FROM series
            """,
            $"""
            {Series(Actors)}
            INSERT INTO actors (id, seq, version, recorded_at, name, name_key, kind, identity, aliases, roles, identifiers)
            SELECT 'actor-' || n, n + {Number(Sources + questions + 1)}, 1, '2025-01-01T00:00:00.000000Z', {(hasTexts ? SearchTexts.Name : "'Actor ' || n")}, 'actor ' || n, 'person', 'identified', '[]', '[]', '[]'
            FROM series
            """,
            $"""
            {Series(positions)}
            INSERT INTO positions (id, seq, version, recorded_at, actor_id, question_id, source_id, stance, modality, capacity, attribution, reported_by, summary, conditions, stated_on, stated_from, stated_until, citations, argument_ids)
            SELECT 'position-' || n, n + {Number(before + 1)}, 1, '2025-01-01T00:00:00.000000Z',
                   'actor-' || (n * 7919 % {Number(Actors)}), 'question-' || (n / {Number(Positions / Questions)}), 'source-' || (n % {Number(Sources)}),
                   CASE n % 5 WHEN 0 THEN 'support' WHEN 1 THEN 'oppose' WHEN 2 THEN 'strongly_support' WHEN 3 THEN 'withheld' ELSE 'neutral' END,
                   'asserted', 'official', 'on_record', '[]', {(hasTexts ? SearchTexts.Summary : "NULL")}, '[]', '2024', 1704067200000000 + n * 31000000, 1704067200000000 + n * 31000000,
                   {Citations}, '[]'
            FROM series
            """,
            $"""
            INSERT INTO changes (seq, type, id, op, version, at, written_by)
            SELECT seq, 'source', id, 'create', 1, 1704067200000000 + (seq - {Number(before)}) * 31000000, 'bench' FROM sources
            UNION ALL SELECT seq, 'question', id, 'create', 1, 1704067200000000 + (seq - {Number(before)}) * 31000000, 'bench' FROM questions
            UNION ALL SELECT seq, 'actor', id, 'create', 1, 1704067200000000 + (seq - {Number(before)}) * 31000000, 'bench' FROM actors
            UNION ALL SELECT seq, 'position', id, 'create', 1, 1704067200000000 + (seq - {Number(before)}) * 31000000, 'bench' FROM positions
            """,
            $"""
            INSERT INTO positions_history (id, seq, version, recorded_at, actor_id, question_id, source_id, stance, modality, capacity, attribution, reported_by, summary, conditions, stated_on, stated_from, stated_until, citations, argument_ids, until_seq)
            SELECT id, seq, 1, recorded_at, actor_id, question_id, source_id, stance, modality, capacity, attribution, reported_by, summary, conditions, stated_on, stated_from, stated_until, citations, argument_ids,
                   seq / 5 + {Number(before + positions - (before / 5) + 1)}
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
            SELECT seq, 'position', id, 'update', 2, 1704067200000000 + (seq - {Number(before)}) * 31000000, 'bench' FROM positions WHERE version = 2
            """,
        ];
    }
}
