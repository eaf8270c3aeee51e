using StanceApi.Pictures;
using StanceApi.Positions;
using StanceApi.Values;

namespace StanceApi.Stances;

/// <summary>A timeline as a picture: a lane for each stance, a bar in the colour of what it is from change to change.</summary>
internal static class TimelinePicture
{
    public const int MostLanes = 200;

    private const int Top = 120;
    private const int LaneHeight = 30;
    private const int Left = 300;
    private const int Right = 960;
    private const int Ticks = 4;
    private const long Day = 86_400_000_000;

    private static readonly Stance[] Legend = [Stance.StronglySupport, Stance.Support, Stance.Neutral, Stance.Oppose, Stance.StronglyOppose];

    /// <param name="title">What the timeline is of.</param>
    /// <param name="note">What it was made from.</param>
    /// <param name="items">The changes in order.</param>
    /// <param name="lane">What a lane is called.</param>
    public static string Draw(string title, string note, IReadOnlyList<TimelineItem> items, Func<TimelineItem, string> lane)
    {
        var svg = new Svg(title, note);
        svg.Legend(24, 84, [.. Legend.Select(stance => (Palette.OfScore(Score.Of(stance)), Words<Stance>.Of(stance).Replace('_', ' '))), (Palette.White, "no number")]);
        var first = items.Select(At).DefaultIfEmpty().Min();
        // A day more, so that the last change has a length too.
        var span = Math.Max(items.Select(At).DefaultIfEmpty().Max() - first + Day, 10 * Day) * 1.0;
        double X(long at) => Left + ((Right - Left) * ((at - first) / span));
        var lanes = Lanes(items);
        var bottom = Top + (LaneHeight * lanes.Length) + 16;
        for (var tick = 0; tick <= Ticks && lanes.Length > 0; tick++)
        {
            var at = first + (long)(span * tick / Ticks);
            svg.Line(X(at), Top - 12, X(at), bottom - 14, "#DDDDDD", 1);
            svg.Text(X(at), bottom, Instant.Write(at)[..10], "middle", size: 12);
        }

        foreach (var (row, changes) in lanes.Index()) DrawLane(svg, Top + (LaneHeight * row), lane(changes[0]), changes, X);
        return svg.Close(bottom + 24, title);
    }

    /// <summary>The changes of each stance, in order.</summary>
    public static TimelineItem[][] Lanes(IEnumerable<TimelineItem> items) =>
        [.. items.GroupBy(item => new StanceKey(item.QuestionId, item.ActorId, item.Capacity)).OrderBy(group => group.Key).Select(group => group.ToArray())];

    private static void DrawLane(Svg svg, int y, string name, TimelineItem[] changes, Func<long, double> x)
    {
        svg.Text(24, y + 12, name, "start", most: 38);
        foreach (var (index, change) in changes.Index())
        {
            if (change.To is not { } stance) continue;
            var (from, to) = (x(At(change)), index + 1 < changes.Length ? x(At(changes[index + 1])) : Right);
            var word = Words<Stance>.Of(stance).Replace('_', ' ');
            svg.Box(from, y, Math.Max(to - from, 2), 18, Palette.OfScore(Score.Of(stance)), Score.Of(stance) is null, $"{change.At}: {word}, by {change.PositionId}");
            if (to - from > 8 * word.Length) svg.Text(from + 6, y + 13, word, "start", size: 12, colour: stance == Stance.StronglySupport ? "#FFFFFF" : "#111111");
        }
    }

    private static long At(TimelineItem item) => PartialDate.Parse(item.At).Last;
}
