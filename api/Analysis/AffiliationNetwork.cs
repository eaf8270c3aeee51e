namespace StanceApi.Analysis;

/// <summary>A weight between an actor and a concept.</summary>
internal readonly record struct Affiliation(string ActorId, string ConceptId, double Weight);

/// <summary>The weights between actors and concepts: how often, or the sum of the levels.</summary>
internal static class AffiliationNetwork
{
    /// <summary>The weights by actor and concept, of every two that have an observation; those of subtract can be 0.</summary>
    public static IReadOnlyList<Affiliation> Weigh(Incidence incidence, Measure measure, Normalization normalization, CancellationToken cancellation = default)
    {
        var weights = new List<(int Actor, int Concept, double Weight)>();
        foreach (var (concept, counts) in incidence.Counts.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            var prominence = counts.Sums.Sum();
            foreach (var (cell, actor) in counts.Actors.Index())
            {
                var value = measure == Measure.Cooccurrence ? counts.Sums[cell] : incidence.Levels.Index().Sum(level => level.Item * counts.ByLevel[level.Index][cell]);
                weights.Add((actor, concept, value / Denominator(normalization, incidence.Totals[actor], prominence)));
            }
        }

        return [.. weights.OrderBy(each => each.Actor).ThenBy(each => each.Concept).Select(each => new Affiliation(incidence.Actors[each.Actor], incidence.Concepts[each.Concept], each.Weight))];
    }

    private static double Denominator(Normalization normalization, double activity, double prominence) => normalization switch
    {
        Normalization.None => 1,
        Normalization.Activity => activity,
        Normalization.Prominence => prominence,
        _ => throw new ArgumentOutOfRangeException(nameof(normalization), normalization, "Not of an actor and a concept."),
    };
}
