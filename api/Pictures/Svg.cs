using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using StanceApi.Http;
using StanceApi.Values;

namespace StanceApi.Pictures;

/// <summary>A picture of 1000 pixels' width that a report can embed: it has its own fonts and colours and refers to nothing.</summary>
internal sealed partial class Svg
{
    public const int Width = 1000;

    public static readonly Format Format = new("svg", "image/svg+xml");

    public const int Margin = 24;

    /// <summary>How wide a text is at most that begins at the margin.</summary>
    public const int Inside = Width - (2 * Margin);

    private const int TitleSize = 18;
    private const int TitleLine = 24;
    private const int NoteSize = 12;
    private const int NoteLine = 16;
    private const int MostLines = 3;

    private readonly StringBuilder body = new();
    private readonly string title;
    private readonly int above;

    /// <summary>Begins a picture with its title and what it was made from.</summary>
    public Svg(string title, SvgNote note)
    {
        this.title = title;
        var lines = NoteLines(note);
        var height = NoteLine * (lines.Count - 1);
        above = height + DrawTitle(title, 34 - height);
        foreach (var (index, line) in lines.Index()) Text(Margin, 56 - height + (NoteLine * index), line.Text, "start", NoteSize, Inside, "#555555", ending: line.Ending);
    }

    /// <summary>The filters in as many lines as they may have, and the times whole behind them or below.</summary>
    private static IReadOnlyList<(string Text, string Ending)> NoteLines(SvgNote note)
    {
        if (note.Filters.Length == 0) return [("", note.Times)];
        var lines = TextWidth.Lines(Clean(note.Filters), NoteSize, Inside, MostLines);
        var (before, last, times) = (lines.SkipLast(1).Select(line => (line, "")), lines[^1], " " + note.Times);
        return TextWidth.Of(last + times, NoteSize) <= Inside ? [.. before, (last, times)] : [.. before, (last, ""), ("", note.Times)];
    }

    /// <summary>All lines of a title but the last stand above that, so that nothing else moves; returns how high they are.</summary>
    private int DrawTitle(string text, double last)
    {
        var lines = TextWidth.Lines(Clean(text), TitleSize, Inside, MostLines);
        var height = TitleLine * (lines.Count - 1);
        foreach (var (index, line) in lines.Index()) Text(Margin, last - height + (TitleLine * index), line, "start", TitleSize, Inside);
        return height;
    }

    public static IResult Answer(string picture) => TypedResults.Text(picture, Format.MediaType, Encoding.UTF8);

    public void Line(double x1, double y1, double x2, double y2, string colour, double width, bool isDashed = false, string? hint = null, double opacity = 1)
    {
        body.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" stroke=\"{colour}\" stroke-width=\"{width:0.##}\"");
        if (opacity < 1) body.Append(CultureInfo.InvariantCulture, $" stroke-opacity=\"{opacity:0.##}\"");
        Close("line", isDashed, hint);
    }

    public void Circle(double x, double y, double radius, string fill, bool isDashed = false, string? hint = null)
    {
        body.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" fill=\"{fill}\" stroke=\"#222222\"");
        Close("circle", isDashed, hint);
    }

    public void Box(double x, double y, double width, double height, string fill, bool isDashed = false, string? hint = null)
    {
        body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{fill}\" stroke=\"#222222\"");
        Close("rect", isDashed, hint);
    }

    /// <summary>
    /// Writes a text, cut where it is wider than the pixels there are for it, its ending left whole; all of it is its hint then.
    /// The middle of a turned one's letters lies at its place, so that those on both sides of a circle keep the same distance.
    /// </summary>
    public void Text(double x, double y, string text, string anchor, int size = 13, double room = 200, string colour = "#111111", double? turn = null, string ending = "")
    {
        var clean = Clean(text) + ending;
        var shown = TextWidth.Cut(Clean(text), ending, size, room);
        var baseline = turn is null ? y : y + (size / 3);
        body.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{baseline:0.##}\" text-anchor=\"{anchor}\" font-size=\"{size}\" fill=\"{colour}\"");
        if (turn is { } angle) body.Append(CultureInfo.InvariantCulture, $" transform=\"rotate({angle:0.##} {x:0.##} {y:0.##})\"");
        body.Append('>').Append(Escape(Isolated(shown, ending)));
        if (shown != clean) body.Append("<title>").Append(Escape(clean)).Append("</title>");
        body.Append("</text>\n");
    }

    /// <summary>Samples of what there is with what they stand for, side by side.</summary>
    public void Legend(double y, IEnumerable<LegendEntry> entries)
    {
        var x = (double)Margin;
        foreach (var entry in entries)
        {
            var width = entry.IsLine ? 24 : 14;
            if (entry.IsLine) Line(x, y - 4, x + width, y - 4, entry.Colour, 3, entry.IsDashed);
            else Box(x, y - 10, width, 12, entry.Colour, entry.IsDashed);
            Text(x + width + 6, y, entry.Text, "start", size: 12, room: 400);
            x += width + 6 + TextWidth.Of(entry.Text, 12) + 14;
        }
    }

    /// <summary>A line about the picture, in the small grey letters of what is not itself its matter.</summary>
    public void Remark(double y, string text) => Text(Margin, y, text, "start", size: 12, room: Inside, colour: "#555555");

    /// <summary>Ends the picture.</summary>
    /// <param name="height">Its height in pixels, where its title has one line.</param>
    public string Close(double height) => string.Create(
        CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{above + height:0}\" viewBox=\"0 {-above} {Width} {above + height:0}\" role=\"img\" font-family=\"Helvetica, Arial, sans-serif\">\n<title>{Escape(Clean(title))}</title>\n{Palette.Patterns}<rect y=\"{-above}\" width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{body}</svg>\n");

    private void Close(string element, bool isDashed, string? hint)
    {
        if (isDashed) body.Append(" stroke-dasharray=\"4 3\"");
        if (hint is null) body.Append("/>\n");
        else body.Append("><title>").Append(Escape(Clean(hint))).Append("</title></").Append(element).Append(">\n");
    }

    /// <summary>A text that runs to the left is set apart, so that its ellipsis stands where it ends and what follows it stays outside.</summary>
    private static string Isolated(string shown, string ending) =>
        shown.Any(RunsLeft) ? $"\u2068{shown[..^ending.Length]}\u2069{ending}" : shown;

    private static bool RunsLeft(char letter) => letter is >= '\u0590' and <= '\u08FF' or >= '\uFB1D' and <= '\uFDFF' or >= '\uFE70' and <= '\uFEFC';

    /// <summary>A text as a picture can hold it: in one line, and without what would turn the text after it round.</summary>
    internal static string Clean(string text) => Unshown().Replace(XmlSafeText.Of(text), " ");

    [GeneratedRegex(@"[\s\u202A-\u202E\u2066-\u2069]+")]
    private static partial Regex Unshown();

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
