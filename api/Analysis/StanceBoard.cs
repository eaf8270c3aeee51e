using StanceApi.Pictures;
using StanceApi.Stances;
using StanceApi.Values;

namespace StanceApi.Analysis;

/// <summary>The stance board of a question: an actor a line, a dot in the column of its stance, a hollow one where it leans.</summary>
internal static class StanceBoard
{
    public const int MostActors = 200;

    private const int Top = 120;
    private const int RowHeight = 28;
    private const int FirstColumn = 330;
    private const int ColumnWidth = 110;
    private const int UnnumberedColumn = 900;
    private const int NameRoom = FirstColumn - Svg.Margin - 60;
    private const int NameSize = 13;

    private static readonly Positions.Stance[] Columns =
        [Positions.Stance.StronglyOppose, Positions.Stance.Oppose, Positions.Stance.Neutral, Positions.Stance.Support, Positions.Stance.StronglySupport];

    public static string Draw(string question, IReadOnlyList<(CountedStance Stance, string Name)> stances, SvgNote note)
    {
        var svg = new Svg(question, note);
        if (stances.Count == 0) svg.Remark(84, "Nobody has a stance here.");
        else DrawColumns(svg, stances.Any(each => each.Stance.Score is null));
        var rows = stances.OrderByDescending(each => each.Stance.Score ?? int.MinValue).ThenBy(each => each.Stance.Key.ActorId, StringComparer.Ordinal).ToArray();
        var labels = Labels.Distinct([.. rows.Select(each => new Label(each.Stance.Key.ActorId, each.Name, $" ({Words<Positions.Capacity>.Of(each.Stance.Key.Capacity)})", NameRoom))], NameSize);
        foreach (var (row, label) in labels.Index()) DrawRow(svg, Top + (RowHeight * row), rows[row].Stance, label);
        var bottom = Top + (RowHeight * rows.Length) + 12;
        var legend = Legend([.. stances.Select(each => each.Stance)]);
        if (legend.Length > 0) svg.Remark(bottom, legend);
        return svg.Close(legend.Length > 0 ? bottom + 24 : bottom);
    }

    private static void DrawColumns(Svg svg, bool hasUnnumbered)
    {
        foreach (var column in Columns) svg.Text(X(Score.Of(column)!.Value), Top - 20, Words<Positions.Stance>.Of(column).Replace('_', ' '), "middle", size: 12);
        if (hasUnnumbered) svg.Text(UnnumberedColumn, Top - 20, "no number", "middle", size: 12);
    }

    /// <summary>Tells of what there is on the board, and of nothing else; a stance with neither a number nor a leaning has no circle.</summary>
    private static string Legend(IReadOnlyList<CountedStance> stances)
    {
        var isDashed = stances.Any(stance => IsThin(stance) && (stance.Score is not null || stance.Verdict.Leaning is not null));
        var isHollow = stances.Any(stance => stance.Verdict.Leaning is not null);
        return string.Join(' ', [.. isDashed ? ["Dashed: thin evidence."] : Array.Empty<string>(), .. isHollow ? ["Hollow: where a stance without a number leans to."] : Array.Empty<string>()]);
    }

    private static void DrawRow(Svg svg, int y, CountedStance stance, Label label)
    {
        svg.Line(Svg.Margin, y + 14, Svg.Width - Svg.Margin, y + 14, "#E5E5E5", 1);
        svg.Text(Svg.Margin, y + 4, label.Text, "start", NameSize, NameRoom, ending: label.Ending);
        var word = Words<Positions.Stance>.Of(stance.Verdict.Stance).Replace('_', ' ');
        var hint = $"{stance.Key.ActorId}: {word}, by {string.Join(", ", stance.Basis)}";
        if (stance.Score is { } score) svg.Circle(X(score), y, 9, Palette.OfScore(score), IsThin(stance), hint);
        else svg.Text(UnnumberedColumn, y + 4, word, "middle", size: 12);
        if (stance.Verdict.Leaning is { } leaning) svg.Circle(X(Score.Of(leaning)!.Value), y, 7, "none", IsThin(stance), $"{stance.Key.ActorId}: leans to {Words<Positions.Stance>.Of(leaning)}");
    }

    private static bool IsThin(CountedStance stance) => stance.Verdict.Evidence.Verdict == EvidenceVerdict.Thin;

    private static int X(int score) => FirstColumn + (ColumnWidth * (score + Score.Largest));
}
