using StanceApi.Pictures;

namespace StanceApi.Analysis;

/// <summary>The name beside a node of a picture, within the picture's margins.</summary>
internal static class NodeLabel
{
    /// <summary>Labels above and below the circle have other labels beside them.</summary>
    private const int MiddleRoom = 440;

    public static void Draw(Svg svg, string name, string ending, NodePlace place, NetworkLayout layout)
    {
        if (layout.HasRays) DrawRay(svg, name, ending, place);
        else if (place.Room > 0) DrawBeside(svg, name, ending, place);
        else DrawUpright(svg, name, ending, place);
    }

    private static void DrawRay(Svg svg, string name, string ending, NodePlace place)
    {
        var isLeft = IsLeft(place);
        var (sine, cosine) = Math.SinCos(place.Angle * Math.PI / 180);
        var turn = isLeft ? place.Angle + 180 : place.Angle;
        var (x, y) = (place.X + (NetworkLayout.LabelGap * cosine), place.Y + (NetworkLayout.LabelGap * sine));
        svg.Text(x, y, name, isLeft ? "end" : "start", size: NetworkLayout.LabelSize, room: place.Room, turn: turn, ending: ending);
    }

    private static void DrawBeside(Svg svg, string name, string ending, NodePlace place)
    {
        var isLeft = IsLeft(place);
        svg.Text(place.X + (isLeft ? -NetworkLayout.LabelGap : NetworkLayout.LabelGap), place.Y + 4, name, isLeft ? "end" : "start", size: NetworkLayout.LabelSize, room: place.Room, ending: ending);
    }

    private static void DrawUpright(Svg svg, string name, string ending, NodePlace place)
    {
        var (sine, cosine) = Math.SinCos(place.Angle * Math.PI / 180);
        var (x, y) = (place.X + (16 * cosine), place.Y + (20 * sine) + 4);
        if (Math.Abs(place.X - NetworkLayout.MiddleX) < 1) svg.Text(x, y, name, "middle", room: MiddleRoom, ending: ending);
        else svg.Text(x, y, name, IsLeft(place) ? "end" : "start", room: (IsLeft(place) ? x : Svg.Width - x) - Svg.Margin, ending: ending);
    }

    private static bool IsLeft(NodePlace place) => place.Angle is > 90 and <= 270 or < -90.01;
}
