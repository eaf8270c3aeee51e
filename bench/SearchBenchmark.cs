using System.Globalization;
using System.Text.Json;

namespace StanceApi.Bench;

/// <summary>
/// Searches over HTTP in a store of a million positions, beside a single read of the same service: the median of each, with how many records it finds.
/// </summary>
internal static class SearchBenchmark
{
    private const int Rounds = 41;

    /// <summary>Each with a number in it that changes from round to round, so that no answer is a repetition.</summary>
    private static readonly (string What, Func<int, string> Query)[] Searches =
    [
        ("one word", number => $"near{number}"),
        ("one word, at the cap", number => $"share{number}"),
        ("two words", number => $"near{number} tenth{number % 10}"),
        ("a rare and a common word", number => $"near{number} statement"),
        ("a phrase", number => $"\"stands near{number}\""),
        ("a phrase that nobody has, of words that each stand in a tenth of the texts or more", number => $"\"tenth{number % 10} stands\""),
        ("a phrase of three words", number => $"\"stands near{number} beside\""),
        ("a phrase of three words that nobody has, of pairs that others have", number => $"\"share{number} stands near{number + 1}\""),
        ("an exclusion", number => $"near{number} -tenth{number % 10}"),
        ("a beginning", number => $"near{number + 100}*"),
        ("typeahead on actors", number => $"{SearchTexts.FirstNames[number % SearchTexts.FirstNames.Length][..3]}*&type=actor"),
        ("typeahead on an actor", number => $"person{number}*&type=actor"),
        ("a common word, beyond the cap", number => $"tenth{number % 10}"),
    ];

    public static async Task RunAsync(string engine, string[] args)
    {
        var positions = args is [var size] ? int.Parse(size, CultureInfo.InvariantCulture) : LargeStore.Positions;
        await using var store = await LargeStore.CreateAsync(positions, engine, hasTexts: true);
        using var service = await store.StartAsync();
        using var connection = new Connection(service.Client.BaseAddress!);
        foreach (var (what, query) in Searches)
        {
            var (searches, reads) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                reads.Add(await Figures.MillisecondsAsync(() => connection.GetAsync($"/v1/positions/position-{round}")));
                searches.Add(await Figures.MillisecondsAsync(() => connection.GetAsync($"/v1/search?q={Escaped(query(round))}")));
            }

            var (search, read) = (Figures.Median(searches.Skip(Rounds / 4)), Figures.Median(reads.Skip(Rounds / 4)));
            var found = await FoundAsync(service, query(7));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{engine}, {positions} positions, {what} ({query(7)}): {found} found, {search:F1} ms, {search / read:F0} single reads (target: under 20 ms up to 5,000 found)"));
        }
    }

    private static async Task<string> FoundAsync(Service service, string query)
    {
        using var page = JsonDocument.Parse(await service.Client.GetStringAsync(new Uri($"/v1/search?q={Escaped(query)}", UriKind.Relative)));
        var found = page.RootElement.GetProperty("counts").EnumerateObject().Sum(count => count.Value.GetInt32());
        return string.Create(CultureInfo.InvariantCulture, $"{found}{(page.RootElement.GetProperty("complete").GetBoolean() ? "" : " and more")}");
    }

    private static string Escaped(string query) => query.Replace(" ", "%20", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal);
}
