using System.Numerics;
using System.Runtime.InteropServices;

namespace StanceApi.Analysis;

/// <summary>
/// For each two actors the sums over concepts that every measure is made of. They are sums of whole numbers, exact and
/// independent of order. The cost is the sum over concepts of the square of how many actors speak of it, the memory the square
/// of the number of actors.
/// </summary>
internal sealed class PairSums
{
    /// <summary>From this share of all actors on, adding nothing for those who are silent is faster than finding those who speak.</summary>
    private const double FewSilent = 0.25;

    private readonly int size;
    private readonly double[] together;
    private readonly double[] apart;

    private PairSums(int size)
    {
        this.size = size;
        (together, apart) = (new double[size * size], new double[size * size]);
        Own = new double[size];
    }

    /// <summary>The co-occurrence of each actor with itself: the sum over concepts of the square of its counts.</summary>
    public double[] Own { get; }

    /// <summary>The co-occurrence of two different actors: pairs of observations on the same concept.</summary>
    public double Together(int left, int right) => together[Place(left, right)];

    /// <summary>The distance of two different actors' levels, summed over the same pairs.</summary>
    public double Apart(int left, int right) => apart[Place(left, right)];

    /// <exception cref="OperationCanceledException">Nobody waits for them any more.</exception>
    public static PairSums Of(Incidence incidence, CancellationToken cancellation = default)
    {
        var sums = new PairSums(incidence.Actors.Count);
        foreach (var counts in incidence.Counts)
        {
            cancellation.ThrowIfCancellationRequested();
            sums.Add(counts, incidence.Levels);
        }

        return sums;
    }

    private int Place(int left, int right) => left < right ? (left * size) + right : (right * size) + left;

    private void Add(ConceptCounts counts, IReadOnlyList<int> levels)
    {
        if (counts.Actors.Length >= FewSilent * size) counts = Filled(counts);
        var reach = Reach(counts, levels);
        for (var cell = 0; cell < counts.Actors.Length; cell++)
        {
            Own[counts.Actors[cell]] += counts.Sums[cell] * counts.Sums[cell];
            Spread(together, counts, counts.Sums[cell], counts.Sums, cell);
            for (var level = 0; level < levels.Count; level++)
            {
                if (counts.ByLevel[level][cell] > 0) Spread(apart, counts, counts.ByLevel[level][cell], reach[level], cell);
            }
        }
    }

    /// <summary>The same counts with a cell for every actor.</summary>
    private ConceptCounts Filled(ConceptCounts counts)
    {
        double[] Fill(double[] cells)
        {
            var all = new double[size];
            foreach (var (cell, actor) in counts.Actors.Index()) all[actor] = cells[cell];
            return all;
        }

        return new ConceptCounts { Actors = [.. Enumerable.Range(0, size)], Sums = Fill(counts.Sums), ByLevel = [.. counts.ByLevel.Select(Fill)] };
    }

    /// <summary>How far each actor's observations lie from a level, summed.</summary>
    private static double[][] Reach(ConceptCounts counts, IReadOnlyList<int> levels)
    {
        var reach = levels.Select(_ => new double[counts.Actors.Length]).ToArray();
        for (var from = 0; from < levels.Count; from++)
        {
            for (var to = 0; to < levels.Count; to++)
            {
                var distance = Math.Abs(levels[from] - levels[to]);
                for (var cell = 0; cell < counts.Actors.Length; cell++) reach[from][cell] += distance * counts.ByLevel[to][cell];
            }
        }

        return reach;
    }

    /// <summary>Adds the products of one actor's count with those of the actors after it.</summary>
    private void Spread(double[] sums, ConceptCounts counts, double count, double[] others, int cell)
    {
        var row = sums.AsSpan(counts.Actors[cell] * size, size);
        var actors = counts.Actors;
        if (actors.Length == size) AddMultiple(row[(cell + 1)..], others.AsSpan(cell + 1), count);
        else for (var other = cell + 1; other < actors.Length; other++) row[actors[other]] += count * others[other];
    }

    /// <summary>Adds a multiple of a row to another one, several cells at once.</summary>
    private static void AddMultiple(Span<double> row, ReadOnlySpan<double> others, double count)
    {
        if (count == 0) return;
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(row);
        var addends = MemoryMarshal.Cast<double, Vector<double>>(others);
        for (var index = 0; index < vectors.Length; index++) vectors[index] += addends[index] * count;
        for (var index = vectors.Length * Vector<double>.Count; index < row.Length; index++) row[index] += count * others[index];
    }
}
