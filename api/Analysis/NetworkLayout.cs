using StanceApi.Pictures;

namespace StanceApi.Analysis;

/// <summary>Where a node lies, in which direction from the middle, in degrees, and how wide its label is at most: 0 where that depends on its place.</summary>
internal readonly record struct NodePlace(double X, double Y, double Angle, double Room);

/// <summary>Where the nodes of a picture lie: actors on a circle, communities side by side; or actors and concepts in two columns.</summary>
/// <param name="Places">The places of nodes, by their index.</param>
/// <param name="Height">How high the picture is.</param>
/// <param name="HasRays">Whether labels stand like the rays of the circle.</param>
internal sealed record NetworkLayout(IReadOnlyDictionary<int, NodePlace> Places, double Height, bool HasRays)
{
    /// <summary>How far a label is from the middle of its node.</summary>
    public const int LabelGap = 14;

    public const int LabelSize = 12;

    public const int MiddleX = Svg.Width / 2;

    private const int Top = 124;
    private const int RowHeight = 26;

    /// <summary>How far the columns are apart, so that edges can be followed.</summary>
    private const int BetweenColumns = 340;

    /// <summary>How wide the labels of actors are at most, so that as much is left for those of concepts.</summary>
    private const int ActorRoom = (Svg.Width - BetweenColumns - (2 * (LabelGap + Svg.Margin))) / 2;

    /// <summary>With more nodes upright labels would overlap.</summary>
    private const int MostUpright = 12;

    /// <summary>With more nodes the circle must be large for labels not to overlap, which leaves them less room.</summary>
    private const int MostRoomy = 50;

    public static NetworkLayout Of(IReadOnlyList<NetworkNode> nodes, bool isTwoMode) =>
        isTwoMode ? InColumns(nodes) : nodes.Count > MostUpright ? InRays(nodes) : Upright(nodes);

    private static NetworkLayout Upright(IReadOnlyList<NetworkNode> nodes)
    {
        var radius = nodes.Count > 1 ? 180 : 0;
        var middle = Top + 24 + radius;
        return new NetworkLayout(Circle(nodes, radius, middle, room: 0), middle + radius + 48, HasRays: false);
    }

    private static NetworkLayout InRays(IReadOnlyList<NetworkNode> nodes)
    {
        var radius = nodes.Count > MostRoomy ? 240 : 190;
        var room = MiddleX - Svg.Margin - LabelGap - radius;
        var middle = Top + Math.Min(room, Widest(nodes)) + LabelGap + radius;
        return new NetworkLayout(Circle(nodes, radius, middle, room), middle + (middle - Top) + Svg.Margin, HasRays: true);
    }

    private static Dictionary<int, NodePlace> Circle(IReadOnlyList<NetworkNode> nodes, double radius, double middle, double room) => nodes.Index()
        .OrderBy(node => node.Item.Community).ThenBy(node => node.Index).Index()
        .ToDictionary(slot => slot.Item.Index, slot =>
        {
            var angle = (2 * Math.PI * slot.Index / nodes.Count) - (Math.PI / 2);
            return new NodePlace(MiddleX + (radius * Math.Cos(angle)), middle + (radius * Math.Sin(angle)), angle * 180 / Math.PI, room);
        });

    /// <summary>The shorter column is spread over the height of the longer one. What actors leave of the width is for concepts, whose labels are sentences.</summary>
    private static NetworkLayout InColumns(IReadOnlyList<NetworkNode> nodes)
    {
        var columns = nodes.Index().ToLookup(node => node.Item.Mode == NodeMode.Actor);
        var height = RowHeight * Math.Max(columns[true].Count(), columns[false].Count());
        var actorRoom = Math.Min(ActorRoom, Widest(columns[true].Select(node => node.Item)));
        var left = Svg.Margin + actorRoom + LabelGap;
        var conceptRoom = Math.Min(Svg.Inside - LabelGap - BetweenColumns - actorRoom - LabelGap, Math.Max(ActorRoom, Widest(columns[false].Select(node => node.Item))));
        var right = Svg.Width - Svg.Margin - conceptRoom - LabelGap;
        var places = Column(columns[true], height, new NodePlace(left, 0, 180, actorRoom)).Concat(Column(columns[false], height, new NodePlace(right, 0, 0, conceptRoom)));
        return new NetworkLayout(places.ToDictionary(), Top + height + Svg.Margin, HasRays: false);
    }

    private static IEnumerable<KeyValuePair<int, NodePlace>> Column(IEnumerable<(int Index, NetworkNode Item)> nodes, double height, NodePlace place)
    {
        var count = nodes.Count();
        return nodes.Index().Select(slot => KeyValuePair.Create(slot.Item.Index, place with { Y = Top + ((slot.Index + 0.5) / count * height) }));
    }

    /// <summary>The width of the widest label, in whole pixels.</summary>
    private static double Widest(IEnumerable<NetworkNode> nodes) => Math.Ceiling(nodes.Select(node => TextWidth.Of(node.Name, LabelSize)).DefaultIfEmpty().Max());
}
