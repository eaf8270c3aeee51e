namespace StanceApi.Analysis;

/// <summary>
/// What Discourse Network Analyzer divides by under its "jaccard" (its class Exporter, version 3): over concepts and levels, the
/// counts of the one actor where the other has none, both ways, and the products where both have some.
/// </summary>
internal sealed class DnaOverlap
{
    private readonly double[] totals;
    private readonly double[] shared;

    private DnaOverlap(double[] totals)
    {
        this.totals = totals;
        shared = new double[totals.Length * totals.Length];
    }

    public static DnaOverlap Of(Incidence incidence, CancellationToken cancellation = default)
    {
        var overlap = new DnaOverlap(incidence.Totals);
        foreach (var counts in incidence.Counts)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var level in counts.ByLevel) overlap.Add(counts.Actors, level);
        }

        return overlap;
    }

    public double Union(int left, int right) => totals[left] + totals[right] + shared[(Math.Min(left, right) * totals.Length) + Math.Max(left, right)];

    /// <summary>Where both have some, their counts are not counted alone but multiplied.</summary>
    private void Add(int[] actors, double[] counts)
    {
        for (var cell = 0; cell < actors.Length; cell++)
        {
            if (counts[cell] == 0) continue;
            for (var other = cell + 1; other < actors.Length; other++)
            {
                if (counts[other] > 0) shared[(actors[cell] * totals.Length) + actors[other]] += (counts[cell] * counts[other]) - counts[cell] - counts[other];
            }
        }
    }
}
