using System.Diagnostics;
using System.Globalization;
using StanceApi.Analysis;

namespace StanceApi.Bench;

/// <summary>
/// What a congruence network of 1,000 actors over 500 questions costs, from its observations to the last weight: against a dense
/// matrix product of the same shape, taking turns, and at ten times the statements.
/// </summary>
internal static class NetworkBenchmark
{
    private const int Actors = 1_000;
    private const int Questions = 500;
    private const int Statements = 100_000;
    private const int Rounds = 9;

    public static Task RunAsync()
    {
        var (some, many) = (Observe(Statements), Observe(10 * Statements));
        var (network, tenfold, product) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            product.Add(Milliseconds(() => Multiply(some)));
            network.Add(Milliseconds(() => Weigh(some)));
            tenfold.Add(Milliseconds(() => Weigh(many)));
        }

        var (one, ten, dense) = (Figures.Median(network.Skip(2)), Figures.Median(tenfold.Skip(2)), Figures.Median(product.Skip(2)));
        Print($"a congruence network of {Actors} actors over {Statements} statements on {Questions} questions: {one:F0} ms, a dense product of the same shape {dense:F0} ms, ratio {one / dense:F2} (target at most 5)");
        Print($"over ten times the statements: {ten:F0} ms, ratio {ten / one:F2} (target at most 12)");
        Print($"memory of the network: {Allocated(some) / 1_000_000.0:F0} MB, over ten times the statements {Allocated(many) / 1_000_000.0:F0} MB");
        return Task.CompletedTask;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static double Milliseconds(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static long Allocated(IReadOnlyList<Observation> observations)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Weigh(observations);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Statements spread evenly and always the same, by a linear congruential generator.</summary>
    private static Observation[] Observe(int count)
    {
        var state = 1UL;
        int Next(int below) => (int)((state = (state * 6364136223846793005UL) + 1442695040888963407UL) >> 33) % below;
        return [.. Enumerable.Range(0, count).Select(number => new Observation
        {
            ActorId = string.Create(CultureInfo.InvariantCulture, $"actor-{Next(Actors):D4}"),
            ConceptId = string.Create(CultureInfo.InvariantCulture, $"question-{Next(Questions):D3}"),
            Level = Next(5) - 2,
            SourceId = "source",
            From = number,
            Until = number,
            PositionIds = [],
        })];
    }

    private static double Weigh(IReadOnlyList<Observation> observations)
    {
        var network = new ActorNetwork(Incidence.Of(observations), ActorNetwork.DeclaredRange);
        var sum = 0.0;
        for (var left = 0; left < network.Actors.Count; left++)
        {
            for (var right = left + 1; right < network.Actors.Count; right++) sum += network.Weight(left, right, Measure.Congruence, Normalization.None);
        }

        return sum;
    }

    /// <summary>Actors times questions by questions times actors, row by row.</summary>
    private static double Multiply(Observation[] observations)
    {
        var (counts, product) = (new double[Actors, Questions], new double[Actors, Actors]);
        foreach (var each in observations) counts[int.Parse(each.ActorId[6..], CultureInfo.InvariantCulture), int.Parse(each.ConceptId[9..], CultureInfo.InvariantCulture)]++;
        var turned = new double[Questions, Actors];
        for (var actor = 0; actor < Actors; actor++)
        {
            for (var question = 0; question < Questions; question++) turned[question, actor] = counts[actor, question];
        }

        for (var left = 0; left < Actors; left++)
        {
            for (var question = 0; question < Questions; question++)
            {
                var count = counts[left, question];
                for (var right = 0; right < Actors; right++) product[left, right] += count * turned[question, right];
            }
        }

        return product[1, 2];
    }
}
