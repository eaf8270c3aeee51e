using System.Text.Json.Nodes;
using StanceApi.Http;
using StanceApi.Nouns;
using StanceApi.Pictures;
using StanceApi.Stances;
using StanceApi.Storage;
using StanceApi.Values;

namespace StanceApi.Analysis;

/// <summary>Answers networks of actors, and of actors and concepts.</summary>
internal sealed class NetworkReads(DerivedReads reads, StatementStore store, NounCatalog catalog)
{
    /// <summary>How many networks a sequence has at most.</summary>
    public const int MostWindows = 1_000;

    /// <summary>How many actors a network has at most; of a sequence, the sum of their squares is at most the square of this.</summary>
    public const int MostActors = 2_000;

    /// <summary>How many observations, or statements to derive stances from, are looked at at most, those of all networks of a sequence together.</summary>
    public const int MostObservations = 1_000_000;

    /// <summary>The same of networks of actors and concepts, which tell almost all of them.</summary>
    public const int MostAffiliations = 500_000;

    /// <summary>How many edges are told at most, those of all networks of a sequence together: those of 1,414 actors who are all joined.</summary>
    public const int MostEdges = 1_000_000;

    /// <summary>How many edges are explained at most.</summary>
    public const int MostExplained = 20_000;

    public static readonly Format[] Formats = [Format.Json, Csv.Format, NetworkCsv.Matrix, GraphMl.Format, Svg.Format];

    public Task<IResult> OfActorsAsync(HttpContext http, Format format) => GetAsync(http, format, isTwoMode: false);

    public Task<IResult> OfAffiliationsAsync(HttpContext http, Format format) => GetAsync(http, format, isTwoMode: true);

    private Task<IResult> GetAsync(HttpContext http, Format format, bool isTwoMode)
    {
        var errors = Conditional.Check(http.Request);
        var query = new QueryParameters(http.Request, errors);
        var parameters = NetworkParameters.Read(query, reads.Select(query), isTwoMode);
        if (parameters.Windows is not null && format != Format.Json && format != Csv.Format)
            query.Refuse("window", Codes.MeaninglessCombination, "This format holds one network. A sequence is told as JSON or as a CSV list of edges.");
        if (parameters.Explain && format != Format.Json)
            query.Refuse("explain", Codes.MeaninglessCombination, "Only JSON has a place for the positions behind an edge.");
        if (parameters.Figures.Except(FiguresOf(format)).Any())
            query.Refuse("figures", Codes.MeaninglessCombination, "Only JSON has a place for every figure: GraphML has betweenness and communities, a picture has communities.");
        query.RefuseOthers();
        // What no reader will see is not computed.
        parameters = parameters with { Wanted = parameters.Figures.Count > 0 ? parameters.Figures : [.. FiguresOf(format).Where(parameters.Allows)] };
        return reads.AnswerAsync(http, errors, parameters.Selection, [], async (session, asked) =>
        {
            var source = await NetworkSource.LoadAsync(store, session, asked, parameters, MostOf(parameters));
            if (source is null) return new ProblemResult(TooMany(parameters, $"more than {MostOf(parameters)}", "actor_id", "Choose fewer with the filters."));
            var (windows, problem) = Cut(source, parameters);
            if (problem is not null) return new ProblemResult(problem);
            var records = await DescribeAsync(session, asked, parameters, source);
            return new ComputedResult(cancellation => Compute(format, asked, parameters, source, windows, records, cancellation));
        });
    }

    private static IEnumerable<Figure> FiguresOf(Format format) =>
        format == Format.Json ? Enum.GetValues<Figure>() : format == GraphMl.Format ? [Figure.Betweenness, Figure.Communities] : format == Svg.Format ? [Figure.Communities] : [];

    /// <summary>Refuses what is too large as soon as the counts tell, and measures only then.</summary>
    private static IResult Compute(
        Format format, Asked asked, NetworkParameters parameters, NetworkSource source, TimeWindow?[] windows, NodeRecords records, CancellationToken cancellation)
    {
        if (windows.OfType<TimeWindow>().Sum(source.Count) is var count && count > MostOf(parameters))
            return new ProblemResult(TooMany(parameters, $"{count}", "step", "Choose a larger step, or fewer with the filters."));
        var observations = windows.Select(window => source.In(window, cancellation)).ToArray();
        if (Refuse(parameters, observations) is { } refusal) return new ProblemResult(refusal);
        if (format == Svg.Format && NetworkPicture.Refuse(parameters, observations[0]) is { } unreadable) return new ProblemResult(unreadable);
        var builder = new NetworkBuilder(parameters, records.Describe);
        var weighed = builder.Weigh(observations, cancellation);
        if (format == NetworkCsv.Matrix && NetworkCsv.Refuse(weighed[0], parameters.IsTwoMode) is { } tooManyCells) return new ProblemResult(tooManyCells);
        if (weighed.Sum(network => (long)network.Graph.Edges.Count) is var edges && edges > MostEdges)
            return new ProblemResult(DerivedReads.TooLarge("threshold", $"That would be {edges} edges; at most {MostEdges} are told, those of all networks of a sequence together. Choose fewer with a threshold or the filters."));
        if (parameters.Explain && (edges > MostExplained || weighed.Sum(network => NetworkBuilder.CountExplaining(network, DerivedReads.MostIds, cancellation)) > DerivedReads.MostIds))
            return new ProblemResult(DerivedReads.TooLarge("explain", $"At most {MostExplained} edges are explained, with {DerivedReads.MostIds} ids of positions at most. Choose fewer with the filters or a threshold."));
        var affordable = FigureCosts.Within(parameters.Wanted, weighed);
        if (parameters.Figures.Except(affordable).ToArray() is [var dear, ..]) return new ProblemResult(FigureCosts.Refuse(dear));
        parameters = parameters with { Wanted = affordable };
        builder = new NetworkBuilder(parameters, records.Describe);
        return Answer(format, asked, parameters, windows, [.. weighed.Select(network => builder.Complete(network, cancellation))], records);
    }

    /// <summary>The windows; one of all time where none are asked for.</summary>
    private static (TimeWindow?[] Windows, Problem? Problem) Cut(NetworkSource source, NetworkParameters parameters)
    {
        if (parameters.Windows is not { } windows) return ([null], null);
        if (source.Span is not var (first, last)) return ([], null);
        var count = windows.Count(first, last);
        if (count > MostWindows) return ([], DerivedReads.TooLarge(windows.Step == windows.Length ? "window" : "step", $"That would be {count} networks, more than the {MostWindows} that a sequence has at most. Choose larger ones, or a range with stated_on."));
        return ([.. windows.Between(first, last).Select(window => (TimeWindow?)window)], null);
    }

    private static int MostOf(NetworkParameters parameters) => parameters.IsTwoMode ? MostAffiliations : MostObservations;

    private static Problem TooMany(NetworkParameters parameters, string count, string parameter, string advice) => DerivedReads.TooLarge(
        parameter, $"That would be {count} {(parameters.From == Counted.Stances ? "statements to derive stances from" : "observations")}; there are at most {MostOf(parameters)}, those of all networks of a sequence together. {advice}");

    private static Problem? Refuse(NetworkParameters parameters, IReadOnlyList<Observation>[] observations)
    {
        if (parameters.IsTwoMode) return null;
        var actors = observations.Select(each => (long)NetworkBuilder.CountNodes(parameters, each)).ToArray();
        if (actors.DefaultIfEmpty().Max() is var largest && largest > MostActors)
            return DerivedReads.TooLarge("actor_id", $"That would be a network of {largest} actors; there are at most {MostActors} in one. Choose fewer with the filters or min_positions.");
        if (actors.Sum(each => each * each) is var squares && squares > (long)MostActors * MostActors)
            return DerivedReads.TooLarge("step", $"The squares of the numbers of actors of all networks of the sequence add up to {squares}; they may to {(long)MostActors * MostActors}. Choose a larger step, or fewer actors with the filters or min_positions.");
        return parameters.Figures.Contains(Figure.Coalitions) && actors.DefaultIfEmpty().Max() > CoalitionSplit.MostActors
            ? DerivedReads.TooLarge("figures", $"There are {actors.Max()} actors; the exact best division is looked for among at most {CoalitionSplit.MostActors}. Choose fewer with the filters.")
            : null;
    }

    private async Task<NodeRecords> DescribeAsync(Session session, Asked asked, NetworkParameters parameters, NetworkSource source)
    {
        var actors = await catalog["actors"].LoadAsync(session, source.Ids.Actors, asked.Past);
        var concepts = parameters.IsTwoMode
            ? await catalog[parameters.Via == Via.Arguments ? "arguments" : "questions"].LoadAsync(session, source.Ids.Concepts, asked.Past)
            : new Dictionary<string, JsonObject>();
        return new NodeRecords(actors, concepts);
    }

    private static IResult Answer(Format format, Asked asked, NetworkParameters parameters, TimeWindow?[] windows, BuiltNetwork[] networks, NodeRecords records)
    {
        if (format == Csv.Format) return NetworkCsv.Edges(windows, networks, parameters.Windows is not null);
        if (format == NetworkCsv.Matrix) return NetworkCsv.Grid(networks[0], parameters.IsTwoMode);
        if (format == Svg.Format) return Svg.Answer(NetworkPicture.Draw(networks[0], parameters, asked.Note()));
        if (format == GraphMl.Format) return GraphMl.Answer(networks[0], parameters, asked, records);
        return TypedResults.Json(Of(asked, parameters, windows, networks), Json.Options);
    }

    private static Network Of(Asked asked, NetworkParameters parameters, TimeWindow?[] windows, BuiltNetwork[] networks)
    {
        var single = parameters.Windows is null ? networks[0] : null;
        return new Network(asked)
        {
            Measure = parameters.Measure,
            Normalization = parameters.Normalization,
            Via = parameters.Via,
            From = parameters.From,
            Duplicates = parameters.Duplicates,
            Range = parameters.HasLevels ? parameters.Range : null,
            Compat = parameters.Compatibility,
            Threshold = parameters.Threshold,
            MinPositions = parameters.MinPositions,
            WindowDays = parameters.Windows?.Length,
            StepDays = parameters.Windows?.Step,
            ComputedFigures = parameters.Wanted,
            Explain = parameters.Explain,
            Nodes = single?.Nodes,
            Edges = single?.Edges,
            Figures = single?.Figures,
            Windows = single is not null ? null : [.. windows.Zip(networks, (window, network) =>
                new NetworkWindow(Instant.Write(window!.Value.From), Instant.Write(window.Value.Until), network.Nodes, network.Edges, network.Figures))],
        };
    }
}
