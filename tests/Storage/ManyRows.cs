using System.Globalization;
using System.Text;
using Dapper;
using StanceApi.Nouns;
using StanceApi.Storage;

namespace StanceApi.Tests.Storage;

/// <summary>
/// Rows enough for a planner to have a choice, made by statements that both engines run: 20,000 positions and some thousands of every
/// other noun, a fifth of each superseded once.
/// </summary>
internal static class ManyRows
{
    public const long FirstDay = 1_735_689_600_000_000;
    public const long LastDay = FirstDay + (Step * Positions);

    /// <summary>The feed position at which every record had been entered and none superseded.</summary>
    public const long Entered = (3 * Few) + Some + Positions;

    private const int Few = 2_000;
    private const int Some = 5_000;
    private const int Positions = 20_000;
    private const long Step = 31_000_000;

    /// <summary>Each noun: how many rows, and the columns that it alone has, with their values for the row n.</summary>
    private static readonly (string Noun, int Rows, string Columns, string Values)[] Nouns =
    [
        ("sources", Few, "title, title_key, kind, text_access", "'Source', 'key ' || n, 'news_article', 'open'"),
        ("questions", Few, "text, title_key, status, tags", "'Question?', 'key ' || n, 'open', '[]'"),
        ("actors", Few, "name, name_key, kind, identity, aliases, roles, identifiers", "'Actor', 'key ' || n, 'person', 'identified', '[]', '[]', '[]'"),
        ("arguments", Some, "question_id, category, direction, claim, citations, relations", $"'questions-' || (n % {Few}), 'moral', 'pro', 'Claim', '[]', '[]'"),
        ("positions", Positions, "actor_id, question_id, source_id, spoken_by, stance, modality, capacity, attribution, reported_by, conditions, stated_on, stated_from, stated_until, citations, argument_ids",
            $"'actors-' || (n * 7919 % {Few}), 'questions-' || (n / 10), 'sources-' || (n * 6007 % {Few}), 'actors-' || (n * 5003 % {Few}), 'support', 'asserted', 'official', 'on_record', '[]', '[]', '2025', {FirstDay} + n * {Step}, {FirstDay} + n * {Step}, '[]', '[]'"),
    ];

    /// <summary>The id of a record that positions refer to by <paramref name="reference"/>.</summary>
    public static string IdOf(string reference) => reference switch
    {
        "question_id" => "questions-77",
        "source_id" => "sources-77",
        "argument_id" => "arguments-77",
        _ => "actors-77",
    };

    public static async Task FillAsync(IServiceProvider services)
    {
        var sql = new StringBuilder();
        var seq = 0L;
        foreach (var (noun, rows, columns, values) in Nouns)
        {
            sql.AppendLine(CultureInfo.InvariantCulture, $"""
                WITH RECURSIVE series (n) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM series WHERE n < {rows - 1})
                INSERT INTO {noun} (id, seq, version, recorded_at, {columns})
                SELECT '{noun}-' || n, n + {seq + 1}, 1, '2025-01-01T00:00:00.000000Z', {values}
                FROM series;
                """);
            seq += rows;
        }

        Assert.Equal(Entered, seq);
        foreach (var (noun, _, _, _) in Nouns)
        {
            var columns = services.GetRequiredService<NounCatalog>()[noun].Table.Select.Split('\n')[0]["SELECT ".Length..];
            sql.AppendLine(CultureInfo.InvariantCulture, $"""
                INSERT INTO changes (seq, type, id, op, version, at, written_by)
                SELECT seq, '{noun[..^1]}', id, 'create', 1, {FirstDay} + seq, 'test' FROM {noun};
                INSERT INTO {noun}_history ({columns}, until_seq)
                SELECT {columns}, seq / 5 + {Entered} FROM {noun} WHERE seq % 5 = 0;
                UPDATE {noun} SET version = 2, seq = seq / 5 + {Entered} WHERE seq % 5 = 0;
                INSERT INTO changes (seq, type, id, op, version, at, written_by)
                SELECT seq, '{noun[..^1]}', id, 'update', 2, {FirstDay} + seq, 'test' FROM {noun} WHERE version = 2;
                """);
        }

        sql.AppendLine(CultureInfo.InvariantCulture, $"""
            INSERT INTO position_arguments (owner, target, seq)
            SELECT id, 'arguments-' || (({Entered} - seq) % {Some}), seq FROM positions WHERE version = 1;
            INSERT INTO position_arguments_history (owner, target, seq, until_seq)
            SELECT id, 'arguments-' || (({Entered} - seq) % {Some}), seq, until_seq FROM positions_history;
            """);
        await using var connection = await services.GetRequiredService<Engine>().OpenWriterAsync();
        await connection.ExecuteAsync(sql.ToString(), commandTimeout: 0);
    }
}
