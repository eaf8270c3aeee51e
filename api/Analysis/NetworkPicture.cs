using StanceApi.Pictures;
using StanceApi.Values;

namespace StanceApi.Analysis;

/// <summary>A network as a picture: actors on a circle, communities side by side; or actors and concepts in two columns.</summary>
internal static class NetworkPicture
{
    public const int MostNodes = 100;

    private const double Radius = 290;
    private const double MiddleX = 500;
    private const double MiddleY = 500;
    private const int RowHeight = 26;

    /// <summary>With more nodes labels would overlap: then they stand like the rays of the circle.</summary>
    private const int MostUpright = 12;

    public static string Draw(BuiltNetwork network, NetworkParameters parameters, string note)
    {
        var title = parameters.IsTwoMode ? $"Actors and {Words<Via>.Of(parameters.Via)}" : "Network of actors";
        var svg = new Svg($"{title}: {Words<Measure>.Of(parameters.Measure)}, normalization {Words<Normalization>.Of(parameters.Normalization)}", note);
        svg.Legend(24, 84, (Palette.Blue, "positive weight"), (Palette.Vermilion, "negative weight (dashed)"));
        if (network.Figures.Communities is not null) svg.Text(400, 84, "Nodes of one colour are a community.", "start", size: 12, most: 60);
        var places = parameters.IsTwoMode ? Columns(network.Nodes) : Circle(network.Nodes);
        DrawEdges(svg, network, parameters, places);
        foreach (var (node, place) in places) DrawNode(svg, network.Nodes[node], place, parameters.IsTwoMode, network.Nodes.Count);
        return svg.Close(parameters.IsTwoMode ? places.Values.Select(place => place.Y).DefaultIfEmpty(100).Max() + 40 : 930, title);
    }

    private static Dictionary<int, Place> Circle(IReadOnlyList<NetworkNode> nodes) => nodes.Index().OrderBy(node => node.Item.Community).ThenBy(node => node.Index).Index()
        .ToDictionary(slot => slot.Item.Index, slot =>
        {
            var angle = (2 * Math.PI * slot.Index / nodes.Count) - (Math.PI / 2);
            return new Place(MiddleX + (Radius * Math.Cos(angle)), MiddleY + (Radius * Math.Sin(angle)), angle * 180 / Math.PI);
        });

    private static Dictionary<int, Place> Columns(IReadOnlyList<NetworkNode> nodes)
    {
        var groups = nodes.Index().GroupBy(node => node.Item.Mode == NodeMode.Actor).ToArray();
        var height = RowHeight * groups.Select(group => group.Count()).DefaultIfEmpty().Max();
        return groups
            .SelectMany(group => group.Index().Select(slot => (Node: slot.Item.Index, Place: InColumn(group.Key, (slot.Index + 0.5) / group.Count(), height))))
            .ToDictionary(each => each.Node, each => each.Place);
    }

    /// <summary>The shorter column is spread over the height of the longer one.</summary>
    private static Place InColumn(bool isActor, double share, double height) => isActor ? new Place(330, 120 + (share * height), 180) : new Place(670, 120 + (share * height), 0);

    private static void DrawEdges(Svg svg, BuiltNetwork network, NetworkParameters parameters, Dictionary<int, Place> places)
    {
        var nodes = network.Nodes.Index().ToDictionary(node => (node.Item.Mode == NodeMode.Actor, node.Item.Id), node => node.Index);
        var heaviest = network.Edges.Select(edge => Math.Abs(edge.Weight)).DefaultIfEmpty(1).Max();
        foreach (var edge in network.Edges)
        {
            var (from, to) = (places[nodes[(true, edge.Source)]], places[nodes[(!parameters.IsTwoMode, edge.Target)]]);
            var hint = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{edge.Source} - {edge.Target}: {edge.Weight}");
            svg.Line(from.X, from.Y, to.X, to.Y, edge.Weight > 0 ? Palette.Blue : Palette.Vermilion, 0.5 + (4.5 * Math.Abs(edge.Weight) / heaviest), edge.Weight < 0, hint);
        }
    }

    private static void DrawNode(Svg svg, NetworkNode node, Place place, bool isTwoMode, int count)
    {
        var isLeft = place.Angle is > 90 and <= 270 or < -90.01;
        var fill = node.Community is { } community ? Palette.OfGroup(community) : Palette.Grey;
        svg.Circle(place.X, place.Y, 8, fill, hint: $"{node.Id}: degree {node.Degree}, {node.Observations} observations");
        if (isTwoMode || count > MostUpright) Turned(svg, node, place, isLeft, isTwoMode ? 0 : place.Angle);
        else Upright(svg, node, place, Math.Abs(place.X - MiddleX) < 1 ? "middle" : isLeft ? "end" : "start");
    }

    private static void Upright(Svg svg, NetworkNode node, Place place, string anchor)
    {
        var (sine, cosine) = Math.SinCos(place.Angle * Math.PI / 180);
        svg.Text(place.X + (16 * cosine), place.Y + (20 * sine) + 4, node.Name, anchor);
    }

    private static void Turned(Svg svg, NetworkNode node, Place place, bool isLeft, double angle)
    {
        var (x, y) = angle == 0
            ? (place.X + (isLeft ? -14 : 14), place.Y + 4)
            : (place.X + (14 * Math.Cos(angle * Math.PI / 180)), place.Y + (14 * Math.Sin(angle * Math.PI / 180)));
        svg.Text(x, y, node.Name, isLeft ? "end" : "start", size: 12, most: angle == 0 ? 44 : 24, turn: angle == 0 ? 0 : isLeft ? angle + 180 : angle);
    }

    /// <summary>Where a node lies, and in which direction from the middle, in degrees.</summary>
    private readonly record struct Place(double X, double Y, double Angle);
}
