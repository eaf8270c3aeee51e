namespace StanceApi.Analysis;

/// <summary>What a weight of a network counts.</summary>
public enum Measure
{
    /// <summary>How often both speak of the same concept, whatever they say; of an actor and a concept, how often the actor speaks of it.</summary>
    Cooccurrence,

    /// <summary>The same, each pair of statements weighted by how close their levels are.</summary>
    Congruence,

    /// <summary>The same, each pair of statements weighted by how far apart their levels are.</summary>
    Conflict,

    /// <summary>Congruence minus conflict; of an actor and a concept, the sum of the levels.</summary>
    Subtract,
}

/// <summary>What a weight is divided by.</summary>
public enum Normalization
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Of two actors: the mean number of their statements.</summary>
    Average,

    /// <summary>Of two actors: the geometric mean of their co-occurrences with themselves.</summary>
    Cosine,

    /// <summary>Of two actors: the sum of their co-occurrences with themselves less the one with each other (Tanimoto).</summary>
    Jaccard,

    /// <summary>Of an actor and a concept: the number of the actor's statements.</summary>
    Activity,

    /// <summary>Of an actor and a concept: the number of statements on the concept.</summary>
    Prominence,
}

/// <summary>
/// Of several statements of one actor on one concept at one level within a unit only the earliest counts. A vague date is in the unit
/// of its last instant: 2025 repeats 2025-12-31.
/// </summary>
public enum Duplicates
{
    /// <summary>All count.</summary>
    All,

    /// <summary>One for each source.</summary>
    Source,

    /// <summary>One for each day.</summary>
    Day,

    /// <summary>One for each week, Monday to Sunday (ISO 8601).</summary>
    Week,

    /// <summary>One for each month.</summary>
    Month,

    /// <summary>One for each year.</summary>
    Year,

    /// <summary>One ever.</summary>
    AllTime,
}

/// <summary>What the distance of two levels is divided by.</summary>
public enum LevelRange
{
    /// <summary>4, from strong support to strong opposition: support against opposition is half congruent.</summary>
    Declared,

    /// <summary>The distance of the highest and the lowest level among the network's own statements; where it is 0, every distance is.</summary>
    Observed,
}

/// <summary>A program whose formulas are followed where they are others.</summary>
public enum Compatibility
{
    /// <summary>Discourse Network Analyzer: its own jaccard and cosine, and co-occurrence without duplicates whatever their level.</summary>
    Dna,
}
