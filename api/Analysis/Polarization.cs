using StanceApi.Stances;

namespace StanceApi.Analysis;

/// <summary>How far apart scores lie; null where there are fewer than two.</summary>
public sealed record Polarization
{
    private const int Levels = (2 * Score.Largest) + 1;

    /// <summary>How many scores.</summary>
    public required int N { get; init; }

    /// <summary>The population variance divided by 4, the largest there can be: from 0, all alike, to 1, half at each end.</summary>
    public required double? Variance { get; init; }

    /// <summary>Van der Eijk's agreement A over the five levels (Quality and Quantity 35, 2001): from -1, two camps at the ends, over 0, evenly spread, to 1, all alike.</summary>
    public required double? Agreement { get; init; }

    internal static Polarization Of(IReadOnlyCollection<int> scores) => new()
    {
        N = scores.Count,
        Variance = scores.Count < 2 ? null : Spread(scores),
        Agreement = scores.Count < 2 ? null : Agree([.. Enumerable.Range(-Score.Largest, Levels).Select(level => scores.Count(score => score == level))]),
    };

    /// <summary>In whole numbers until the one division.</summary>
    private static double Spread(IReadOnlyCollection<int> scores)
    {
        var (sum, squares, n) = (scores.Sum(score => (long)score), scores.Sum(score => (long)score * score), (long)scores.Count);
        return ((n * squares) - (sum * sum)) / (double)(4 * n * n);
    }

    /// <summary>The frequencies are peeled into layers of levels that all have some; each layer's own agreement counts by its share.</summary>
    private static double Agree(int[] frequencies)
    {
        var (left, agreement, total) = (frequencies.ToArray(), 0.0, frequencies.Sum());
        while (left.Any(frequency => frequency > 0))
        {
            var height = left.Where(frequency => frequency > 0).Min();
            var layer = left.Select(frequency => frequency > 0).ToArray();
            agreement += LayerAgreement(layer) * height * layer.Count(has => has) / total;
            left = [.. left.Select(frequency => frequency > 0 ? frequency - height : 0)];
        }

        return agreement;
    }

    private static double LayerAgreement(bool[] layer)
    {
        var levels = layer.Count(has => has);
        if (levels == 1) return 1;
        if (levels == Levels) return 0;
        var (unimodal, bimodal) = (0, 0);
        foreach (var (first, second, third) in Triples().Select(triple => (layer[triple.First], layer[triple.Second], layer[triple.Third])))
        {
            if (first && third && !second) bimodal++;
            else if (second && first != third) unimodal++;
        }

        var unimodality = (double)(((Levels - 2) * unimodal) - ((Levels - 1) * bimodal)) / ((Levels - 2) * (unimodal + bimodal));
        return unimodality * (1 - ((levels - 1.0) / (Levels - 1)));
    }

    private static IEnumerable<(int First, int Second, int Third)> Triples() =>
        from first in Enumerable.Range(0, Levels)
        from second in Enumerable.Range(first + 1, Levels - first - 1)
        from third in Enumerable.Range(second + 1, Levels - second - 1)
        select (first, second, third);
}
