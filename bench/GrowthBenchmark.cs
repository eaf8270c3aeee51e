using System.Globalization;

namespace StanceApi.Bench;

/// <summary>How much longer a page takes with a hundred times the positions: the medians of the same pages of two stores, taking turns.</summary>
internal static class GrowthBenchmark
{
    private const int Rounds = 201;
    private const int Few = 10_000;

    private static readonly string[] Pages =
    [
        "/v1/positions",
        "/v1/positions?sort=-recorded_at",
        "/v1/positions?sort=-stated_on",
        "/v1/positions?question_id=question-5",
        "/v1/positions?question_id=question-5&sort=-stated_on",
        "/v1/positions?question_id=question-5&expand=actor",
        "/v1/positions/position-5003",
        "/v1/actors",
    ];

    public static async Task RunAsync(string engine, string[] args)
    {
        var most = args is [var size] ? int.Parse(size, CultureInfo.InvariantCulture) : LargeStore.Positions;
        await using var small = await LargeStore.CreateAsync(Few, engine);
        await using var large = await LargeStore.CreateAsync(most, engine);
        using var one = await small.StartAsync();
        using var other = await large.StartAsync();
        var ratios = new List<double>();
        foreach (var page in Pages)
        {
            var (few, many) = await AlternateAsync(one, other, page);
            ratios.Add(many / few);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine} {page}: {few:F2} ms with {Few} positions, {many:F2} ms with {most}, ratio {many / few:F2}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine}: median ratio {Figures.Median(ratios):F2}, worst {ratios.Max():F2} (target at most 1.5)"));
    }

    private static async Task<(double Few, double Many)> AlternateAsync(Service one, Service other, string page)
    {
        using var first = new Connection(one.Client.BaseAddress!);
        using var second = new Connection(other.Client.BaseAddress!);
        var (few, many) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            few.Add(await Figures.MillisecondsAsync(() => first.GetAsync(page)));
            many.Add(await Figures.MillisecondsAsync(() => second.GetAsync(page)));
        }

        // The first rounds warm up.
        return (Figures.Median(few.Skip(Rounds / 4)), Figures.Median(many.Skip(Rounds / 4)));
    }
}
