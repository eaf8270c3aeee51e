namespace StanceApi.Analysis;

/// <summary>
/// The best division into two sides: the largest sum of weights within sides less those across, which is the least frustration,
/// negative weights within plus positive ones across (Doreian and Mrvar, Partitioning Signed Social Networks, 2009). Every division is
/// looked at, but for those that cannot be better any more, so it is exact; a side may be empty.
/// </summary>
/// <param name="Sides">The side of each actor, 0 or 1; the first is on side 0, and of equally good divisions the first one in order of actors counts.</param>
/// <param name="Frustration">What speaks against the division.</param>
internal sealed record CoalitionSplit(IReadOnlyList<int> Sides, double Frustration)
{
    /// <summary>Above this there are too many divisions to look at.</summary>
    public const int MostActors = 20;

    /// <summary>Sums that differ by less than this of all weights are the same but for rounding.</summary>
    private const double Rounding = 1e-12;

    /// <summary>How many divisions there are of so many actors, the first on side 0.</summary>
    public static long Divisions(int size) => 1L << Math.Max(0, size - 1);

    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public static CoalitionSplit Find(int size, Func<int, int, double> weight, CancellationToken cancellation = default)
    {
        var weights = Table(size, weight);
        var search = new Search(weights, weights.Sum(row => row.Sum(Math.Abs)) * Rounding, cancellation);
        search.Place(0, 0);
        return new CoalitionSplit(search.Best, Frustrated(weights, search.Best));
    }

    private static double[][] Table(int size, Func<int, int, double> weight)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MostActors);
        return [.. Enumerable.Range(0, size).Select(actor => Enumerable.Range(0, actor).Select(before => weight(before, actor)).ToArray())];
    }

    private static double Frustrated(double[][] weights, int[] sides) =>
        weights.Index().Sum(row => row.Item.Index().Sum(each => sides[row.Index] == sides[each.Index] ? Math.Max(0, -each.Item) : Math.Max(0, each.Item)));

    /// <summary>Places one actor after the other, side 0 first, and keeps the first division that no later one beats.</summary>
    private sealed class Search(double[][] weights, double rounding, CancellationToken cancellation)
    {
        /// <summary>What the actors from each on can add at the most.</summary>
        private readonly double[] gains = Gains(weights);
        private readonly int[] sides = new int[weights.Length];
        private double best = double.NegativeInfinity;

        public int[] Best { get; private set; } = new int[weights.Length];

        public void Place(int actor, double sum)
        {
            if (sum + gains[actor] < best) return;
            if (actor == weights.Length) Keep(sum);
            else
            {
                cancellation.ThrowIfCancellationRequested();
                var pull = 0.0;
                for (var before = 0; before < actor; before++) pull += sides[before] == 0 ? weights[actor][before] : -weights[actor][before];
                sides[actor] = 0;
                Place(actor + 1, sum + pull);
                if (actor == 0) return;
                sides[actor] = 1;
                Place(actor + 1, sum - pull);
            }
        }

        private static double[] Gains(double[][] weights)
        {
            var gains = new double[weights.Length + 1];
            for (var actor = weights.Length - 1; actor >= 0; actor--) gains[actor] = gains[actor + 1] + weights[actor].Sum(Math.Abs);
            return gains;
        }

        private void Keep(double sum)
        {
            if (sum <= best + rounding) return;
            (best, Best) = (sum, [.. sides]);
        }
    }
}
