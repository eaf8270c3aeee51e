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

    private static readonly Positions.Stance[] Columns =
        [Positions.Stance.StronglyOppose, Positions.Stance.Oppose, Positions.Stance.Neutral, Positions.Stance.Support, Positions.Stance.StronglySupport];

    public static string Draw(string question, IReadOnlyList<(CountedStance Stance, string Name)> stances, string note)
    {
        var svg = new Svg(question, note);
        foreach (var column in Columns) svg.Text(X(Score.Of(column)!.Value), Top - 20, Words<Positions.Stance>.Of(column).Replace('_', ' '), "middle", size: 12);
        svg.Text(UnnumberedColumn, Top - 20, "no number", "middle", size: 12);
        var rows = stances.OrderByDescending(each => each.Stance.Score ?? int.MinValue).ThenBy(each => each.Stance.Key.ActorId, StringComparer.Ordinal).ToArray();
        foreach (var (row, (stance, name)) in rows.Index()) DrawRow(svg, Top + (RowHeight * row), stance, name);
        var bottom = Top + (RowHeight * rows.Length) + 12;
        svg.Text(24, bottom, "Dashed: thin evidence. Hollow: where a stance without a number leans to.", "start", size: 12, most: 150, colour: "#555555");
        return svg.Close(bottom + 24, question);
    }

    private static void DrawRow(Svg svg, int y, CountedStance stance, string name)
    {
        var capacity = stance.Key.Capacity == Positions.Capacity.Official ? "" : $" ({Words<Positions.Capacity>.Of(stance.Key.Capacity)})";
        svg.Line(24, y + 14, Svg.Width - 24, y + 14, "#E5E5E5", 1);
        svg.Text(24, y + 4, name + capacity, "start", most: 34);
        var word = Words<Positions.Stance>.Of(stance.Verdict.Stance).Replace('_', ' ');
        var hint = $"{stance.Key.ActorId}: {word}, by {string.Join(", ", stance.Basis)}";
        var isThin = stance.Verdict.Evidence.Verdict == EvidenceVerdict.Thin;
        if (stance.Score is { } score) svg.Circle(X(score), y, 9, Palette.OfScore(score), isThin, hint);
        else svg.Text(UnnumberedColumn, y + 4, word, "middle", size: 12);
        if (stance.Verdict.Leaning is { } leaning) svg.Circle(X(Score.Of(leaning)!.Value), y, 7, "none", isThin, $"{stance.Key.ActorId}: leans to {Words<Positions.Stance>.Of(leaning)}");
    }

    private static int X(int score) => FirstColumn + (ColumnWidth * (score + Score.Largest));
}
