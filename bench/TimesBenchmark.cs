using System.Diagnostics;
using System.Globalization;
using StanceApi.Positions;
using StanceApi.Stances;

namespace StanceApi.Bench;

/// <summary>
/// What the two times cost at a million positions: pages at a feed position against the same pages now, taking turns on one
/// service; and the time of the rule for the stances of one question.
/// </summary>
internal static class TimesBenchmark
{
    private const int Rounds = 41;

    private static readonly string[] Pages =
    [
        "/v1/positions?limit=50",
        "/v1/positions?sort=-stated_on",
        "/v1/positions?sort=-recorded_at",
        "/v1/positions?question_id=question-500",
        "/v1/positions?question_id=question-500&sort=-stated_on",
        "/v1/positions?actor_id=actor-77&sort=stated_on",
        "/v1/positions?question_id=question-500&stance=oppose&as_of=2024-07-01",
        "/v1/positions?stated_on.gte=2024-06&stated_on.lt=2024-07&sort=stated_on",
        "/v1/positions/position-300300",
        "/v1/stances?question_id=question-500&limit=500",
        "/v1/stances?question_id=question-500&limit=500&as_of=2024-07-01",
        "/v1/stances?actor_id=actor-77",
    ];

    public static async Task RunAsync()
    {
        await using var store = await LargeStore.CreateAsync();
        using var service = await Service.StartAsync(Service.Built("api", "StanceApi.dll"), "/health/ready", store.Settings);
        foreach (var (when, position) in LargeStore.Moments)
        {
            var ratios = new List<double>();
            foreach (var page in Pages)
            {
                var (now, then) = await AlternateAsync(service.Client, page, $"{page}{(page.Contains('?', StringComparison.Ordinal) ? '&' : '?')}known_at={position}");
                ratios.Add(then / now);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{when} {page}: now {now:F2} ms, known_at {then:F2} ms, ratio {then / now:F2}"));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{when}: a page at known_at against the page now, median ratio {Figures.Median(ratios):F2}, worst {ratios.Max():F2} (target at most 3)"));
        }

        MeasureRule();
    }

    private static async Task<(double Now, double Then)> AlternateAsync(HttpClient client, string now, string then)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await Figures.MillisecondsAsync(() => ReadAsync(client, now)));
            theirs.Add(await Figures.MillisecondsAsync(() => ReadAsync(client, then)));
        }

        // The first rounds warm up.
        return (Figures.Median(ours.Skip(Rounds / 4)), Figures.Median(theirs.Skip(Rounds / 4)));
    }

    private static async Task ReadAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>1,000 actors with three statements each, one of them conditional.</summary>
    private static void MeasureRule()
    {
        Statement[][] actors = [.. Enumerable.Range(0, 1_000).Select(actor => Enumerable.Range(0, 3).Select(number => StatementOf(actor, number)).ToArray())];
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            foreach (var statements in actors) StanceRule.Decide(statements, null);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the rule for 1,000 actors with 3 statements each: {Figures.Median(times.Skip(Rounds / 4)):F2} ms (target at most 10)"));
    }

    private static Statement StatementOf(int actor, int number) => new()
    {
        PositionId = string.Create(CultureInfo.InvariantCulture, $"p-{actor}-{number}"),
        SourceId = string.Create(CultureInfo.InvariantCulture, $"s-{number}"),
        Stance = number == 0 ? Stance.Withheld : Stance.Support,
        Modality = number == 2 ? Modality.Conditional : Modality.Asserted,
        Attribution = number == 1 ? Attribution.Background : Attribution.OnRecord,
        IsReported = number == 1,
        Conditions = number == 2 ? [new Condition { Id = "c1", Text = "Others join.", Strength = ConditionStrength.Requirement, Status = ConditionStatus.Met, StatusOn = "2025-11" }] : [],
        StatedOn = "2025-10-28",
        From = (actor * 1_000L) + number,
        SaidBy = (actor * 1_000L) + number,
    };
}
