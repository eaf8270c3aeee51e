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
    private const int Right = 936;
    private const int NameRoom = Left - Svg.Margin - 12;
    private const int NameSize = 13;
    private const int MostTicks = 7;
    private const long Minute = 60_000_000;
    private const long Day = 1_440 * Minute;

    private static readonly Stance[] Legend =
    [
        Stance.StronglySupport, Stance.Support, Stance.Neutral, Stance.Oppose, Stance.StronglyOppose,
        Stance.Ambivalent, Stance.Undecided, Stance.Withheld, Stance.NoPosition,
    ];

    /// <param name="title">What the timeline is of.</param>
    /// <param name="note">What it was made from.</param>
    /// <param name="items">The changes in order.</param>
    /// <param name="axis">Which time they are told along.</param>
    /// <param name="lane">Whose or on what a lane is.</param>
    /// <param name="asOf">The last microsecond that is told about, null without a bound.</param>
    public static string Draw(string title, SvgNote note, IReadOnlyList<TimelineItem> items, TimelineAxis axis, Func<TimelineItem, (string Id, string Name)> lane, long? asOf)
    {
        var svg = new Svg(title, axis == TimelineAxis.Recorded ? note with { Times = $"Recorded times. {note.Times}" } : note);
        if (items.Count == 0)
        {
            svg.Remark(84, "Nobody has a stance here.");
            return svg.Close(108);
        }

        svg.Legend(84, Legend.Where(stance => items.Any(item => item.To == stance)).Select(stance => new LegendEntry(Fill(stance), Word(stance), IsDashed(stance))));
        var lanes = Lanes(items);
        var bottom = Top + (LaneHeight * lanes.Length) + 16;
        DrawLanes(svg, lanes, lane, SpanOf(items, axis, asOf), bottom);
        var remark = $"{Remark(items, axis)}{(asOf is null ? " Bars at the right edge go on." : "")}".Trim();
        if (remark.Length > 0) svg.Remark(bottom + 24, remark);
        return svg.Close(bottom + (remark.Length > 0 ? 44 : 20));
    }

    /// <summary>How the beginnings of bars are to be read, where that is not plain.</summary>
    private static string Remark(IReadOnlyList<TimelineItem> items, TimelineAxis axis) => axis switch
    {
        TimelineAxis.Recorded => "A bar begins when the record came to tell a stance, which can be long after it was taken.",
        _ when items.Any(item => !item.At.Contains('T', StringComparison.Ordinal)) => "A change that is dated by a day, a month or a year stands at the end of that (UTC).",
        _ => "",
    };

    /// <summary>The moments that the axis shows: from the first change to the bound, or to a little after the last change, so that this has a length too.</summary>
    private static (long First, long End) SpanOf(IReadOnlyList<TimelineItem> items, TimelineAxis axis, long? asOf)
    {
        var (first, last) = (items.Min(At), items.Max(At));
        var isRecorded = axis == TimelineAxis.Recorded;
        // Changes of one day are apart by minutes; a single moment is shown in its day.
        var shortest = isRecorded || first != last ? Minute : Day;
        // On the record's axis the bound is no end.
        var end = asOf is { } bound && bound >= last && !isRecorded ? bound : last + Math.Max(isRecorded ? Minute : shortest / 2, (last - first) / 10);
        var begin = Math.Max(Instant.First, Math.Min(first, end - shortest));
        return (begin, Math.Max(end, begin + shortest));
    }

    private static void DrawLanes(Svg svg, TimelineItem[][] lanes, Func<TimelineItem, (string Id, string Name)> lane, (long First, long End) span, int bottom)
    {
        double X(long at) => Left + ((Right - Left) * ((at - span.First) / (double)(span.End - span.First)));
        foreach (var (at, label) in TimeTicks.Between(span.First, span.End, MostTicks))
        {
            svg.Line(X(at), Top - 12, X(at), bottom - 14, "#DDDDDD", 1);
            svg.Text(X(at), bottom, label, "middle", size: 12);
        }

        svg.Text(Svg.Margin, bottom, TimeTicks.Beginning(span.First), "start", size: 12);
        var labels = Labels.Distinct([.. lanes.Select(changes => LabelOf(changes[0], lane(changes[0])))], NameSize);
        foreach (var (row, changes) in lanes.Index()) DrawLane(svg, Top + (LaneHeight * row), labels[row], changes, X);
    }

    private static Label LabelOf(TimelineItem item, (string Id, string Name) lane) => new(lane.Id, lane.Name, $" ({Words<Capacity>.Of(item.Capacity)})", NameRoom);

    /// <summary>The colour of a stance's number, or a pattern of its own where it has none.</summary>
    private static string Fill(Stance stance) => stance switch
    {
        Stance.Ambivalent => Palette.Hatched,
        Stance.Undecided => Palette.Dotted,
        Stance.Withheld => Palette.Striped,
        _ => Palette.OfScore(Score.Of(stance)),
    };

    private static bool IsDashed(Stance stance) => Score.Of(stance) is null;

    private static string Word(Stance stance) => Words<Stance>.Of(stance).Replace('_', ' ');

    /// <summary>The changes of each stance, in order.</summary>
    public static TimelineItem[][] Lanes(IEnumerable<TimelineItem> items) =>
        [.. items.GroupBy(item => new StanceKey(item.QuestionId, item.ActorId, item.Capacity)).OrderBy(group => group.Key).Select(group => group.ToArray())];

    private static void DrawLane(Svg svg, int y, Label label, TimelineItem[] changes, Func<long, double> x)
    {
        svg.Text(Svg.Margin, y + 12, label.Text, "start", NameSize, NameRoom, ending: label.Ending);
        foreach (var (index, change) in changes.Index())
        {
            if (change.To is not { } stance) continue;
            var (from, to) = (x(At(change)), index + 1 < changes.Length ? x(At(changes[index + 1])) : Right);
            var word = Word(stance);
            svg.Box(from, y, Math.Max(to - from, 2), 18, Fill(stance), IsDashed(stance), $"{change.At}: {word}, by {change.PositionId}");
            if (!IsDashed(stance) && to - from > TextWidth.Of(word, 12) + 12)
                svg.Text(from + 6, y + 13, word, "start", size: 12, colour: stance == Stance.StronglySupport ? "#FFFFFF" : "#111111");
        }
    }

    private static long At(TimelineItem item) => PartialDate.Parse(item.At).Last;
}
