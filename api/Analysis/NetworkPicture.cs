using System.Globalization;
using StanceApi.Http;
using StanceApi.Pictures;
using StanceApi.Values;

namespace StanceApi.Analysis;

/// <summary>A network as a picture: its nodes in the colours of their communities, its edges as wide as they weigh.</summary>
internal static class NetworkPicture
{
    public const int MostNodes = 100;

    /// <summary>How wide the heaviest edge is, in pixels, where there are few; many edges are thinner, so that they can be told apart.</summary>
    private const double Widest = 5;

    private const int FewEdges = 25;

    /// <summary>The room of a label with nothing beside it, by which alike ones are found.</summary>
    private const int FreeRoom = 200;

    public static string Draw(BuiltNetwork network, NetworkParameters parameters, SvgNote note)
    {
        var svg = new Svg(Title(parameters), note);
        var colours = Colours(network.Nodes);
        DrawLegend(svg, network, colours);
        var layout = NetworkLayout.Of(network.Nodes, parameters.IsTwoMode);
        DrawEdges(svg, network, parameters, layout.Places);
        var labels = Labels.Distinct([.. layout.Places.Select(each => LabelOf(network.Nodes[each.Key], each.Value))], NetworkLayout.LabelSize);
        foreach (var ((index, place), label) in layout.Places.Zip(labels)) DrawNode(svg, network.Nodes[index], label.Ending, place, colours, layout);
        return svg.Close(layout.Height);
    }

    /// <summary>The problem of a network with more nodes than can be read, which is told before any figure of it is computed.</summary>
    public static Problem? Refuse(NetworkParameters parameters, IReadOnlyList<Observation> observations)
    {
        var count = NetworkBuilder.CountNodes(parameters, observations);
        return count <= MostNodes ? null : DerivedReads.TooLarge(Format.Parameter, $"The picture would have {count} nodes, more than the {MostNodes} that can be read. Choose fewer with the filters or min_positions.");
    }

    private static string Title(NetworkParameters parameters)
    {
        var via = Words<Via>.Of(parameters.Via);
        var title = parameters.IsTwoMode ? $"Actors and {via}" : $"Network of actors by shared {via}";
        return $"{title}: {string.Join(", ", Told(parameters))}";
    }

    /// <summary>How weights were made: what is always told, and what else was asked for.</summary>
    private static IEnumerable<string> Told(NetworkParameters parameters)
    {
        yield return Words<Measure>.Of(parameters.Measure);
        yield return $"normalization {Words<Normalization>.Of(parameters.Normalization)}";
        if (parameters.From != Counted.Positions) yield return $"from {Words<Counted>.Of(parameters.From)}";
        if (parameters.Duplicates != Duplicates.All) yield return $"duplicates {Words<Duplicates>.Of(parameters.Duplicates)}";
        if (parameters.HasLevels && parameters.Range != LevelRange.Declared) yield return $"range {Words<LevelRange>.Of(parameters.Range)}";
        if (parameters.Compatibility is { } program) yield return $"compat {Words<Compatibility>.Of(program)}";
        if (parameters.Threshold > 0) yield return string.Create(CultureInfo.InvariantCulture, $"threshold {parameters.Threshold:0.#########}");
        if (parameters.MinPositions > 1) yield return string.Create(CultureInfo.InvariantCulture, $"min_positions {parameters.MinPositions}");
    }

    /// <summary>Tells of what there is in the picture, and of nothing else.</summary>
    private static void DrawLegend(Svg svg, BuiltNetwork network, Dictionary<int, string> colours)
    {
        var signs = network.Edges.Select(edge => Math.Sign(edge.Weight)).ToHashSet();
        LegendEntry[] lines = [new(Palette.Blue, "positive weight", IsLine: true), new(Palette.Vermilion, "negative weight", IsDashed: true, IsLine: true)];
        svg.Legend(84, lines.Where(line => signs.Contains(line.IsDashed ? -1 : 1)));
        svg.Remark(network.Edges.Count == 0 ? 84 : 104, $"{TellWeights(network)} {TellCommunities(network.Nodes, colours)}".Trim());
    }

    private static string TellWeights(BuiltNetwork network) => (network.Nodes.Count, network.Edges.Count) switch
    {
        (0, _) => "There is nobody here.",
        (1, _) => "There is nobody else here.",
        (_, 0) => "Nothing joins these nodes.",
        _ => string.Create(CultureInfo.InvariantCulture, $"The widest line has a weight of {Rounded(network.Edges.Max(edge => Math.Abs(edge.Weight)))}."),
    };

    /// <summary>Three digits that matter, however small the number.</summary>
    internal static string Rounded(double weight) => weight.ToString(weight >= 1 ? "0.###" : "G3", CultureInfo.InvariantCulture);

    private static string TellCommunities(IReadOnlyList<NetworkNode> nodes, Dictionary<int, string> colours)
    {
        if (colours.Count == 0) return "";
        var isLarge = nodes.Select(node => node.Community).OfType<int>().CountBy(community => community).Count(community => community.Value > 1) > colours.Count;
        var others = nodes.All(node => node.Community is { } community && colours.ContainsKey(community)) ? ""
            : isLarge ? $"; white ones are in none of the {colours.Count} largest" : "; white ones are alone";
        return $"Nodes of one colour are a community{others}.";
    }

    /// <summary>The colours of the largest communities of at least two, the lower number first among equals; there are no more colours to tell apart.</summary>
    private static Dictionary<int, string> Colours(IReadOnlyList<NetworkNode> nodes) => nodes.Select(node => node.Community).OfType<int>().CountBy(community => community)
        .Where(community => community.Value > 1).OrderByDescending(community => community.Value).ThenBy(community => community.Key)
        .Zip(Palette.Groups).ToDictionary(each => each.First.Key, each => each.Second);

    private static void DrawEdges(Svg svg, BuiltNetwork network, NetworkParameters parameters, IReadOnlyDictionary<int, NodePlace> places)
    {
        var nodes = network.Nodes.Index().ToDictionary(node => (node.Item.Mode == NodeMode.Actor, node.Item.Id), node => node.Index);
        var heaviest = network.Edges.Select(edge => Math.Abs(edge.Weight)).DefaultIfEmpty(1).Max();
        var crowding = Math.Sqrt(Math.Max(1, network.Edges.Count / (double)FewEdges));
        foreach (var edge in network.Edges)
        {
            var (from, to) = (places[nodes[(true, edge.Source)]], places[nodes[(!parameters.IsTwoMode, edge.Target)]]);
            var hint = string.Create(CultureInfo.InvariantCulture, $"{edge.Source} - {edge.Target}: {edge.Weight}");
            var width = Math.Max(0.3, Widest * Math.Abs(edge.Weight) / heaviest / crowding);
            svg.Line(from.X, from.Y, to.X, to.Y, edge.Weight > 0 ? Palette.Blue : Palette.Vermilion, width, edge.Weight < 0, hint, opacity: 1 / Math.Sqrt(crowding));
        }
    }

    private static Label LabelOf(NetworkNode node, NodePlace place) => new(node.Id, node.Name, "", place.Room > 0 ? place.Room : FreeRoom);

    private static void DrawNode(Svg svg, NetworkNode node, string ending, NodePlace place, Dictionary<int, string> colours, NetworkLayout layout)
    {
        var fill = node.Community is { } community ? colours.GetValueOrDefault(community, Palette.White) : Palette.White;
        svg.Circle(place.X, place.Y, 8, fill, hint: $"{node.Id}: degree {node.Degree}, {node.Observations} observations");
        NodeLabel.Draw(svg, node.Name, ending, place, layout);
    }
}
