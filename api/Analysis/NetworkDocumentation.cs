using StanceApi.Http;

namespace StanceApi.Analysis;

/// <summary>What the documentation tells of networks: their parameters, their formulas and where those come from.</summary>
internal static class NetworkDocumentation
{
    public static readonly string ActorText = $"""
        How often two actors speak of the same concept, and how close. With x(i,j,k) the number of statements of actor i on concept j at
        level k, n(i) their number, and R the range of levels:

        - `cooccurrence` = sum over j of (sum over k of x(i,j,k)) (sum over k of x(i',j,k));
        - `congruence` = sum over j, k, k' of x(i,j,k) x(i',j,k') (1 - |k - k'| / R), `conflict` the same with |k - k'| / R, `subtract` =
          congruence - conflict (Leifeld, Discourse Network Analysis, in: The Oxford Handbook of Political Networks, 2017);
        - `normalization`: `average` divides by (n(i) + n(i')) / 2; with O the co-occurrence, `cosine` by the square root of O(i,i)
          O(i',i'), `jaccard` (Tanimoto) by O(i,i) + O(i',i') - O(i,i'). One denominator for all measures, so that congruence + conflict =
          cooccurrence under each.

        Only positions with a number enter, in every measure. R is 4 under `range=declared`, so that support against opposition is half
        congruent; under `range=observed` it is the distance of the highest and the lowest level there is, in all networks of a sequence
        together, so that the same two levels are as far apart in each; where it is 0 every distance is 0. It matters for coalitions under
        every measure. `via=arguments` counts the positions that give an argument, with a number or without, on one level.

        `compat=dna` follows Discourse Network Analyzer 3: co-occurrence drops duplicates whatever their level, cosine divides by n(i)
        n(i'), jaccard by the counts of either alone plus the products of both, over concepts and levels, and the range is the observed one
        unless said otherwise.

        Figures: `betweenness` (Brandes, 2001) counts shortest paths by edges, each pair of nodes once; `communities` by the Louvain method
        (Blondel and others, 2008) with their modularity (Newman and Girvan, 2004), not of subtract; `coalitions`, of at most
        {CoalitionSplit.MostActors} actors, the exact division into two sides with the least frustration (Doreian and Mrvar, 2009). Where
        nothing is said there are those that there can be, and null for the others; what is named and cannot be is refused. Together, over all
        networks of a sequence, betweenness takes at most {FigureCosts.MostSteps} steps (nodes times the sum of nodes and twice the edges),
        communities are looked for among {FigureCosts.MostEdges} edges, and the best of {FigureCosts.MostDivisions} divisions.

        Coalitions come from all weights, whatever the threshold; the other figures from the edges.

        A network has at most {NetworkReads.MostActors} actors, without those that `min_positions` leaves out, and a sequence at most {NetworkReads.MostWindows}
        networks; they look at {NetworkReads.MostObservations} observations (or statements to derive stances from) and tell
        {NetworkReads.MostEdges} edges at most, all together. At most
        {NetworkReads.MostExplained} edges are explained, by {DerivedReads.MostIds} ids of positions at most.
        """;

    public static readonly string AffiliationText = $"""
        How often each actor speaks of each concept, or on balance how: `cooccurrence` = sum over k of x(i,j,k), `subtract` = sum over k of
        k x(i,j,k). `normalization=activity` divides by the number of the actor's statements, `prominence` by the number of statements on
        the concept (Leifeld, Discourse Network Analysis, in: The Oxford Handbook of Political Networks, 2017). Nodes are actors and concepts; edges
        lead from actors to concepts. In GraphML, which has one set of ids, those of concepts begin with `question:` or `argument:`.

        Networks look at {NetworkReads.MostAffiliations} observations (or statements to derive stances from) at most, those of a sequence
        all together; a `csv_matrix` has at most {MatrixReads.MostCells} cells and {Csv.MostColumns} columns.
        """;

    private static readonly ParameterMetadata[] Common =
    [
        new("via", "What joins the nodes; `questions` where nothing is said.") { Word = typeof(Via) },
        new("from", "What is counted; `positions` where nothing is said.") { Word = typeof(Counted) },
        new("duplicates", "Which repetitions are left out, before windows are cut; `all` count where nothing is said. A vague date is in the unit of its last instant: 2025 repeats 2025-12-31.") { Word = typeof(Duplicates) },
        new("compat", "A program whose formulas are followed where they are others. They are the same formulas for what `via` and `from` count.") { Word = typeof(Compatibility) },
        new("threshold", "The smallest weight, without its sign, that makes an edge.", Pattern: NetworkParameters.DecimalPattern),
        new("min_positions", "How many observations an actor must have to take part.", Range: (1, 1_000_000, 1)),
        new("window", "Gives a sequence of networks, each of so many days: half-open, UTC, the first from the day of the first position on that counts, under these filters and `via`. A position is in the windows of its last instant. Conditions are judged as of `as_of`, without it by all that is known of them, in every window alike.", Pattern: NetworkParameters.DaysPattern),
        new("step", "After how many days the next window begins; the length of a window where nothing is said.", Pattern: NetworkParameters.DaysPattern),
        new("explain", "Tells with each edge the positions behind it.") { IsFlag = true },
        new("figures", "The figures that must be there; those that there can be where nothing is said. Repeat the parameter for several.", Words: typeof(Figure)),
    ];

    public static readonly ParameterMetadata[] OfActors =
    [
        new("measure", "What weights count; `congruence` where nothing is said.") { Word = typeof(Measure) },
        new("normalization", "What weights are divided by: `none`, `average`, `cosine` or `jaccard`.") { Word = typeof(Normalization) },
        new("range", "What distances of levels are divided by; `declared` where nothing is said.") { Word = typeof(LevelRange) },
        .. Common,
    ];

    public static readonly ParameterMetadata[] OfAffiliations =
    [
        new("measure", "What weights count: `cooccurrence`, also where nothing is said, or `subtract`.") { Word = typeof(Measure) },
        new("normalization", "What weights are divided by: `none`, `activity` or `prominence`.") { Word = typeof(Normalization) },
        .. Common,
    ];
}
