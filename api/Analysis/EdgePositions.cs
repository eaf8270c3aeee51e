namespace StanceApi.Analysis;

/// <summary>The positions behind edges.</summary>
internal sealed class EdgePositions(IReadOnlyList<Observation> observations)
{
    private readonly Dictionary<string, ILookup<string, string>> byActor = observations.GroupBy(each => each.ActorId, StringComparer.Ordinal).ToDictionary(
        actor => actor.Key,
        actor => actor.SelectMany(each => each.PositionIds.Select(id => (each.ConceptId, id))).ToLookup(each => each.ConceptId, each => each.id, StringComparer.Ordinal),
        StringComparer.Ordinal);

    /// <summary>Of two actors: on the concepts of which both speak.</summary>
    public IReadOnlyList<string> OfActors(string left, string right) => Sorted(byActor[left]
        .Where(concept => byActor[right].Contains(concept.Key))
        .SelectMany(concept => concept.Concat(byActor[right][concept.Key])));

    /// <summary>How many positions are told of two actors at most, without looking whether some come twice.</summary>
    public long CountOfActors(string left, string right)
    {
        var others = byActor[right];
        return byActor[left].Where(concept => others.Contains(concept.Key)).Sum(concept => (long)concept.Count() + others[concept.Key].Count());
    }

    public IReadOnlyList<string> OfAffiliation(string actor, string concept) => Sorted(byActor[actor][concept]);

    private static string[] Sorted(IEnumerable<string> ids) => [.. ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
