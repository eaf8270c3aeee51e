using System.Globalization;
using StanceApi.Storage;

namespace StanceApi.Bench;

/// <summary>
/// Texts of a large store whose words are as frequent as their names say: <c>tenth3</c> stands in a tenth of the summaries of positions,
/// <c>share7</c> in one of 200, <c>near5</c> in one of 1,009, <c>other4</c> in one of 997; the first names of actors in one of 20.
/// </summary>
internal static class SearchTexts
{
    /// <summary>The summary of the position n.</summary>
    public const string Summary = "'statement ' || n || ' of tenth' || (n % 10) || ' and share' || (n % 200) || ' stands near' || (n % 1009) || ' beside other' || (n % 997)";

    /// <summary>The first names of actors, by turns.</summary>
    public static readonly string[] FirstNames =
    [
        "Amara", "Boris", "Chen", "Dalia", "Emeka", "Farah", "Goran", "Hanna", "Imran", "Jolanta", "Khalid", "Leila", "Marek", "Nadia", "Omar", "Petra", "Quentin", "Rania", "Stefan", "Tamar",
    ];

    /// <summary>The name of the actor n.</summary>
    public static string Name => $"CASE n % {FirstNames.Length} {string.Join(' ', FirstNames.Select((name, index) => string.Create(CultureInfo.InvariantCulture, $"WHEN {index} THEN '{name}'")))} END || ' Person' || n";

    /// <summary>Enters in the index what the service would enter.</summary>
    public static string[] Entries =>
    [
        $"""
        INSERT INTO search_entries (entry, type, id, part, names, words, name_count, word_count)
        SELECT seq * {SearchEntry.MostParts}, 'actor', id, 0, LOWER(name), '{SearchEntry.MarkOf("actor")}', 2, 2
        FROM actors
        """,
        $"""
        INSERT INTO search_entries (entry, type, id, part, names, words, name_count, word_count)
        SELECT seq * {SearchEntry.MostParts}, 'position', id, 0, '', '{SearchEntry.MarkOf("position")} ' || summary, 0, 9
        FROM positions
        ORDER BY seq
        """,
    ];
}
