namespace StanceApi.Analysis;

/// <summary>
/// The weights between actors: over the concepts that both speak of, the pairs of their observations, weighted by level
/// (Leifeld, Discourse Network Analysis, in: The Oxford Handbook of Political Networks, 2017), with one denominator for all
/// measures, so that congruence + conflict = co-occurrence and congruence - conflict = subtract hold under each.
/// </summary>
/// <param name="incidence">Who says what how often.</param>
/// <param name="range">R, by which distances of levels are divided; 0 where every distance is 0.</param>
/// <param name="compatibility">The program whose formulas are followed where they are others.</param>
/// <param name="cancellation">Of whoever asks.</param>
internal sealed class ActorNetwork(Incidence incidence, int range, Compatibility? compatibility = null, CancellationToken cancellation = default)
{
    /// <summary>From strong support, 2, to strong opposition, -2.</summary>
    public const int DeclaredRange = 4;

    private readonly PairSums sums = PairSums.Of(incidence, cancellation);
    private readonly DnaOverlap? overlap = compatibility == Compatibility.Dna ? DnaOverlap.Of(incidence, cancellation) : null;

    public IReadOnlyList<string> Actors => incidence.Actors;

    /// <summary>R, by which distances of levels are divided; 0 where every distance is 0.</summary>
    public int Range => range;

    /// <summary>The weight between two different actors.</summary>
    public double Weight(int left, int right, Measure measure, Normalization normalization) =>
        Value(left, right, measure) / Denominator(left, right, normalization);

    private double Value(int left, int right, Measure measure)
    {
        var together = sums.Together(left, right);
        if (Range == 0) return measure == Measure.Conflict ? 0 : together;
        var apart = sums.Apart(left, right);
        return measure switch
        {
            // Whole numbers until the one division: nothing is rounded before it.
            Measure.Cooccurrence => together,
            Measure.Congruence => ((Range * together) - apart) / Range,
            Measure.Conflict => apart / Range,
            _ => ((Range * together) - (2 * apart)) / Range,
        };
    }

    private double Denominator(int left, int right, Normalization normalization)
    {
        var (n, m) = (incidence.Totals[left], incidence.Totals[right]);
        return normalization switch
        {
            Normalization.None => 1,
            Normalization.Average => (n + m) / 2,
            Normalization.Cosine => overlap is null ? Math.Sqrt(sums.Own[left] * sums.Own[right]) : n * m,
            Normalization.Jaccard => overlap?.Union(left, right) ?? (sums.Own[left] + sums.Own[right] - sums.Together(left, right)),
            _ => throw new ArgumentOutOfRangeException(nameof(normalization), normalization, "Not of two actors."),
        };
    }
}
